package dev.rollcall.mail;

import static dev.rollcall.testing.Invitations.code;
import static dev.rollcall.testing.Invitations.verify;
import static dev.rollcall.testing.Rows.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.audit.AuditLog.Source;
import dev.rollcall.testing.Database;
import dev.rollcall.testing.Invitations;
import dev.rollcall.testing.LogLines;
import dev.rollcall.testing.MailServer;
import dev.rollcall.testing.MailServerResource;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Organization;
import dev.rollcall.testing.Rows.Person;
import io.netty.util.NetUtil;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import jakarta.mail.BodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sends invitations to a real SMTP server. */
@QuarkusTest
@WithTestResource(MailServerResource.class)
class MailDeliveryTest {

    @Inject
    MailDelivery delivery;

    @Inject
    MailQueue queue;

    @TestHTTPResource(value = "/", management = true)
    URI management;

    private final Person grace = Rows.person("Grace Example");
    private final Organization acme = Rows.organization(unique("acme"), "Acme & Sons");
    private final Source root = new Source(Rows.person("Root").id(), null, "192.0.2.1", "a-request");
    private final String email = unique("ada") + "@example.com";
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final Map<String, Runnable> meanwhile = new ConcurrentHashMap<>();
    private MailServer server;

    @BeforeEach
    void start() throws InterruptedException {
        Database.execute("delete from mail");
        Rows.join(grace.id(), acme.id(), "admin");
        verify(grace.id(), unique("grace") + "@example.com");
        startServer();
    }

    private void startServer() throws InterruptedException {
        server = new MailServer(port(), recipient -> {
            meanwhile.getOrDefault(recipient, () -> {}).run();
            return answers.get(recipient);
        });
    }

    private static int port() {
        return ConfigProvider.getConfig().getValue("quarkus.mailer.port", int.class);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void deliversAnInvitationAsTextAndAsHtml() throws Exception {
        Response sent = invite(email);
        assertThat(sent.headers().hasHeaderWithName("X-Pulumi-Warning")).isFalse();
        assertThat(server.to(email)).as("only after the request").isEmpty();
        assertThat(listed().getString("mailStatus")).isEqualTo("waiting");

        delivery.run();

        MimeMessage mail = server.to(email).get(0);
        assertThat(mail.getSubject()).isEqualTo("Grace Example invites you to Acme & Sons");
        assertThat(mail.getFrom()[0]).hasToString("Rollcall <rollcall@example.com>");
        assertThat(mail.getHeader("Auto-Submitted")).containsExactly("auto-generated");
        UUID id = UUID.fromString(sent.jsonPath().getString("sentInvites[0].id"));
        String link = "http://localhost:8080/invites/" + id + "?code=" + code(id, 1);
        assertThat(part(mail, "text/plain"))
                .contains("Grace Example invites you to join the organization Acme & Sons (" + acme.login() + ")")
                .contains("Your role will be: Member")
                .containsPattern("expires on \\d{4}-\\d\\d-\\d\\d at \\d\\d:\\d\\d UTC")
                .contains("\n" + link);
        assertThat(part(mail, "text/html")).contains("<bdi>Acme &amp; Sons</bdi>", "<a href=\"" + link + "\">");
        assertThat(listed().getString("mailStatus")).isEqualTo("sent");
        delivery.run();
        assertThat(server.to(email)).hasSize(1);
    }

    /** Names as a database could have them, which neither the API nor a provider lets through. */
    @Test
    void writesHostileNamesAsTheyAreAndNothingElse() throws Exception {
        Database.execute(
                "update app_user set name = ? where id = ?",
                "<b>Grace</b>\r\nBcc: eve@example.com\r\n\r\n\u202eFree money \uD83C\uDF89",
                grace.id());
        Database.execute("update organization set name = ? where id = ?", "W".repeat(255), acme.id());
        invite(email);

        delivery.run();

        MimeMessage mail = server.to(email).get(0);
        assertThat(server.to("eve@example.com")).isEmpty();
        assertThat(mail.getHeader("Bcc")).isNull();
        assertThat(mail.getSubject())
                .startsWith("<b>Grace</b>Bcc: eve@example.comFree money \uD83C\uDF89 invites you to WWW")
                .endsWith("W...");
        assertThat(part(mail, "text/plain"))
                .contains("<b>Grace</b>Bcc: eve@example.comFree money \uD83C\uDF89 invites", "W".repeat(80) + "...")
                .doesNotContain("\u202e");
        assertThat(part(mail, "text/html"))
                .contains("&lt;b&gt;Grace&lt;/b&gt;", "\uD83C\uDF89", "W".repeat(80) + "...")
                .doesNotContain("<b>", "\u202e");
    }

    private static String part(MimeMessage mail, String type) throws Exception {
        MimeMultipart parts = (MimeMultipart) mail.getContent();
        for (int i = 0; i < parts.getCount(); i++) {
            BodyPart part = parts.getBodyPart(i);
            if (part.isMimeType(type)) {
                return part.getContent().toString().replace("\r\n", "\n");
            }
        }
        throw new AssertionError("No part " + type);
    }

    @Test
    void waitsForAServerThatIsDown() throws InterruptedException {
        server.close();
        invite(email);

        delivery.run();

        assertThat(listed().getString("mailStatus")).isEqualTo("waiting");
        assertThat(listed().getString("mailError"))
                .isEqualTo("The mail server could not be reached, or did not answer in time.");
        assertThat(Database.count("mail where attempt = 1 and lease is null and next_try_at"
                        + " between now() + interval '1 second' and now() + interval '30 seconds'"))
                .isEqualTo(1);
        startServer();
        delivery.run();
        assertThat(server.to(email)).as("not yet").isEmpty();

        makeDue();
        delivery.run();

        assertThat(server.to(email)).hasSize(1);
        assertThat(listed().getString("mailStatus")).isEqualTo("sent");
        assertThat(listed().<String>get("mailError")).isNull();
    }

    @Test
    void stopsWaitingForAServerThatDoesNotAnswer() throws IOException {
        server.close();
        invite(email);
        long start = System.nanoTime();
        try (ServerSocket silent = new ServerSocket()) {
            silent.bind(new InetSocketAddress(NetUtil.LOCALHOST4, port()));

            delivery.run();
        }

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
        assertThat(listed().getString("mailError"))
                .isEqualTo("The mail server could not be reached, or did not answer in time.");
    }

    @Test
    void tellsTheSenderWhichRecipientTheServerRefuses() {
        answers.put(email, "550 No such user here");
        invite(email, "x" + email);
        Database.execute("update mail set next_try_at = now() - interval '1 second' where recipient = ?", email);

        delivery.run();

        assertThat(server.to("x" + email)).as("others get theirs").hasSize(1);
        JsonPath list = list();
        assertThat(list.<String>getList("invites.mailStatus")).containsExactlyInAnyOrder("refused", "sent");
        assertThat(list.<String>getList("invites.mailError")).anyMatch("550 No such user here"::equals);
        makeDue();
        delivery.run();
        assertThat(server.to(email)).isEmpty();
    }

    @Test
    void triesAgainWhatTheServerRefusesForNow() {
        answers.put(email, "450 Greylisted");
        invite(email);
        delivery.run();
        assertThat(listed().getString("mailError")).isEqualTo("450 Greylisted");

        answers.clear();
        makeDue();
        delivery.run();

        assertThat(server.to(email)).hasSize(1);
    }

    @Test
    void givesUpAfterTwoDaysAndSaysSo() {
        double before = abandoned();
        server.close();
        invite(email);
        Database.execute("update mail set created_at = now() - interval '49 hours'");
        assertThat(wellness()).contains("\"waiting for more than an hour\": 1");

        try (LogLines log = new LogLines(MailDelivery.class.getName())) {
            delivery.run();

            assertThat(log.lines())
                    .contains("A mail (invite) could not be sent for PT48H and is given up. The sender sees it.")
                    .noneMatch(line -> line.contains("@"));
        }
        assertThat(listed().getString("mailStatus")).isEqualTo("abandoned");
        assertThat(abandoned()).isEqualTo(before + 1);
        assertThat(wellness()).contains("\"given up within a day\": 1", "\"status\": \"DOWN\"");
        makeDue();
        delivery.run();
        assertThat(Database.count("mail where attempt = 1 and state = 'abandoned'"))
                .isEqualTo(1);
        Database.execute("delete from mail");
        assertThat(wellness()).contains("\"given up within a day\": 0");
    }

    @Test
    void triesAgainAtOnceWhatAnAdministratorAsksFor() {
        answers.put(email, "550 No such user here");
        invite(email);
        delivery.run();
        UUID mail = Database.value(UUID.class, "select id from mail where state = 'refused'");
        assertThat(queue.counts()).isEqualTo(new MailQueue.Counts(0, 0, 1));
        assertThat(queue.unsent()).singleElement().satisfies(refused -> {
            assertThat(refused.failure()).isEqualTo("550 No such user here");
            assertThat(refused.nextTry()).isNull();
        });
        answers.clear();

        queue.retry(root, mail.toString());
        assertThat(queue.counts().waiting()).isEqualTo(1);
        delivery.run();

        assertThat(server.to(email)).hasSize(1);
        assertThat(queue.unsent()).isEmpty();
        for (String other : List.of(mail.toString(), UUID.randomUUID().toString(), "nonsense")) {
            assertThatThrownBy(() -> queue.retry(root, other)).hasMessageContaining("This mail needs no other attempt");
        }
        assertThat(Database.value(
                        String.class,
                        "select description from audit_event where action = 'mail-retried' and actor_id = ?"
                                + " and subject_id = ? and organization_id is null",
                        root.actorId(),
                        mail))
                .isEqualTo("Tried again to send a mail to '" + email + "'");
        assertThat(Database.count("audit_event where action = 'mail-retried' and actor_id = ?", root.actorId()))
                .isEqualTo(1);
    }

    @Test
    void leavesAloneWhatIsBeingSentOrALaterMailReplaces() {
        invite(email);
        Database.execute("update mail set lease = gen_random_uuid(), next_try_at = now() + interval '1 minute'");
        UUID mail = Database.value(UUID.class, "select id from mail");
        assertThat(queue.unsent())
                .singleElement()
                .satisfies(sent -> assertThat(sent.sending()).isTrue());
        assertThatThrownBy(() -> queue.retry(root, mail.toString())).hasMessageContaining("needs no other attempt");

        Database.execute(
                "update mail set state = 'abandoned', lease = null, finished_at = now(), created_at = now() - interval '1 hour'");
        Database.execute(
                "insert into mail (id, kind, subject_id, recipient) select gen_random_uuid(), kind, subject_id, recipient from mail");

        assertThatThrownBy(() -> queue.retry(root, mail.toString())).hasMessageContaining("needs no other attempt");
    }

    @Test
    void sendsNothingForAnInvitationThatIsGone() {
        String id = invite(email).jsonPath().getString("sentInvites[0].id");
        given().header("Authorization", grace.authorization())
                .delete("/api/orgs/{org}/invites/{id}", acme.login(), id)
                .then()
                .statusCode(204);

        delivery.run();

        assertThat(server.to(email)).isEmpty();
        assertThat(Database.count("mail")).isZero();
    }

    @Test
    void storesNoMailIfTheRequestFails() {
        assertThat(batch("{\"email\":\"" + email + "\",\"role\":\"member\"},{\"email\":\"?\",\"role\":\"member\"}")
                        .statusCode())
                .isEqualTo(400);

        assertThat(Database.count("mail")).isZero();
    }

    @Test
    void sendsEachMailOnceFromSeveralReplicas() {
        List<String> all = IntStream.range(0, 15).mapToObj(i -> i + email).toList();
        invite(all.toArray(String[]::new));

        Stream.generate(() -> CompletableFuture.runAsync(delivery::run))
                .limit(4)
                .toList()
                .forEach(CompletableFuture::join);

        assertThat(all).allSatisfy(one -> assertThat(server.to(one)).hasSize(1));
    }

    @Test
    void sendsAgainWhatAReplicaLeftBehind() {
        invite(email);
        Database.execute(
                "update mail set lease = gen_random_uuid(), attempt = 1, next_try_at = now() + interval '1 minute'");
        delivery.run();
        assertThat(server.to(email)).as("leased").isEmpty();

        makeDue();
        delivery.run();

        assertThat(server.to(email)).hasSize(1);
    }

    @Test
    void doesNotWriteAfterItLostItsLease() {
        meanwhile.put(email, () -> Database.execute("update mail set lease = gen_random_uuid()"));
        invite(email);

        delivery.run();

        assertThat(Database.count("mail where state = 'waiting' and finished_at is null"))
                .isEqualTo(1);
    }

    @Test
    void sendsAnInvitationAgainUpToTheLimitOfTheAddress() {
        UUID invite = Invitations.invite(acme, email);
        for (int i = 0; i < 3; i++) {
            assertThat(resend(invite).statusCode()).isEqualTo(204);
            delivery.run();
        }

        Response tooMany = resend(invite);

        assertThat(tooMany.statusCode()).isEqualTo(429);
        assertThat(tooMany.header("Retry-After")).isEqualTo("3600");
        assertThat(Database.count("audit_event where subject_id = ?", invite)).isEqualTo(3);
        assertThat(server.to(email)).hasSize(3);
        assertThat(invite(email).headers().getValues("X-Pulumi-Warning"))
                .containsExactly(email + " gets no mail, because there were too many mails within 24 hours. Give them"
                        + " their acceptInviteUrl.");
    }

    @Test
    void sendsUpToTheLimitsOfTheOrganizationAndOfTheSender() {
        assertThat(warnings(22)).isEqualTo(2);
        Organization other = Rows.organization(unique("other"), "Other");
        Rows.join(grace.id(), other.id(), "admin");

        Response sent = given().header("Authorization", grace.authorization())
                .contentType("application/json")
                .body("{\"invites\":[" + items(12) + "]}")
                .post("/api/orgs/{org}/invites/batch", other.login());

        assertThat(sent.headers().getValues("X-Pulumi-Warning")).hasSize(2);
        assertThat(Database.count("mail")).isEqualTo(30);
    }

    private int warnings(int mails) {
        return batch(items(mails)).headers().getValues("X-Pulumi-Warning").size();
    }

    private static String items(int number) {
        return IntStream.range(0, number)
                .mapToObj(i -> "{\"email\":\"%s@example.com\",\"role\":\"member\"}".formatted(unique("many")))
                .collect(Collectors.joining(","));
    }

    @Test
    void forgetsMailsAfterAMonth() {
        invite(email);
        delivery.run();
        delivery.deleteFinished();
        assertThat(Database.count("mail")).isEqualTo(1);

        Database.execute("update mail set finished_at = now() - interval '31 days'");
        delivery.deleteFinished();

        assertThat(Database.count("mail")).isZero();
        assertThat(listed().<String>get("mailStatus")).isNull();
    }

    private static void makeDue() {
        Database.execute("update mail set next_try_at = now() where state = 'waiting'");
    }

    private Response invite(String... addresses) {
        return batch(Stream.of(addresses)
                .map(address -> "{\"email\":\"" + address + "\",\"role\":\"member\"}")
                .collect(Collectors.joining(",")));
    }

    private Response batch(String items) {
        return given().header("Authorization", grace.authorization())
                .contentType("application/json")
                .body("{\"invites\":[" + items + "]}")
                .post("/api/orgs/{org}/invites/batch", acme.login());
    }

    private Response resend(UUID invite) {
        return given().header("Authorization", grace.authorization())
                .contentType("application/json")
                .post("/api/orgs/{org}/invites/{id}/resend", acme.login(), invite);
    }

    private JsonPath list() {
        return given().header("Authorization", grace.authorization())
                .get("/api/orgs/{org}/invites", acme.login())
                .jsonPath();
    }

    private JsonPath listed() {
        return list().setRootPath("invites[0]");
    }

    private String wellness() {
        return given().get(management.resolve("/q/health/well")).asString();
    }

    private double abandoned() {
        String metrics = given().get(management.resolve("/q/metrics")).asString();
        return Double.parseDouble(
                metrics.replaceFirst("(?s).*\nrollcall_mails_total\\{outcome=\"abandoned\"} ([0-9.]+)\n.*", "$1"));
    }
}
