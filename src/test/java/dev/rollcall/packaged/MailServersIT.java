package dev.rollcall.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.Await;
import dev.rollcall.testing.FreePort;
import dev.rollcall.testing.FreshDatabase;
import dev.rollcall.testing.MailServer;
import dev.rollcall.testing.MailServer.Access;
import dev.rollcall.testing.MailServer.Encryption;
import dev.rollcall.testing.PrivateCa;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged service sends invitations through SMTP servers as companies run them: with TLS and a password. */
@Tag("once")
class MailServersIT {

    private static final String TOKEN = "pul-00112233445566778899aabbccddeeff00112233";
    private static final String PASSWORD = "secret of the mailbox";
    private static final String INVITE = "{\"invites\":[{\"email\":\"%s\",\"role\":\"member\"}]}";

    private static PrivateCa ca;

    private final FreshDatabase database = new FreshDatabase();
    private Map<String, String> settings;
    private int port;

    @BeforeAll
    static void certify(@TempDir Path directory) {
        ca = new PrivateCa(directory);
    }

    @BeforeEach
    void configure() {
        port = FreePort.find();
        settings = database.settings();
        settings.put("ROLLCALL_BOOTSTRAP_LOGIN", "root-admin");
        settings.put("ROLLCALL_BOOTSTRAP_TOKEN", TOKEN);
        settings.put("ROLLCALL_MAIL_FROM", "Rollcall <rollcall@example.com>");
        settings.put("ROLLCALL_MAIL_EVERY", "1s");
        settings.put("ROLLCALL_MAIL_TIMEOUT", "5s");
        settings.put("ROLLCALL_MAIL_BACKOFF", "1s");
        settings.put("QUARKUS_MAILER_HOST", "localhost");
        settings.put("QUARKUS_MAILER_PORT", Integer.toString(port));
        settings.put("QUARKUS_MAILER_USERNAME", "rollcall");
        settings.put("QUARKUS_MAILER_PASSWORD", PASSWORD);
        settings.put("QUARKUS_MAILER_START_TLS", "REQUIRED");
        settings.put("QUARKUS_MAILER_TLS", "false");
        settings.put("QUARKUS_MAILER_TLS_CONFIGURATION_NAME", "mail");
        settings.put("QUARKUS_TLS_MAIL_TRUST_STORE_PEM_CERTS", ca.certificate().toString());
    }

    @AfterEach
    void dropDatabase() {
        database.close();
    }

    @Test
    void sendsWithStartTlsAndAPasswordAndWaitsForAServerThatIsDown() throws Exception {
        try (ServiceProcess service = start()) {
            invite(service, "ada@example.com");
            JsonPath waiting = await(service, "ada@example.com", invite -> invite.getString("mailError") != null);
            assertThat(waiting.getString("mailStatus")).isEqualTo("waiting");
            assertThat(waiting.getString("mailError"))
                    .isEqualTo("The mail server could not be reached, or did not answer in time.");
            assertThat(service.metric("rollcall_mails_total{outcome=\"retried\"}"))
                    .isPositive();

            try (MailServer server = server(Encryption.ON_COMMAND, MailServersIT::accept)) {
                awaitStatus(service, "ada@example.com", "sent");
                assertThat(server.to("ada@example.com")).hasSize(1);
                assertThat(server.to("ada@example.com").get(0).getSubject())
                        .isEqualTo("root-admin invites you to Acme");
            }
            assertThat(service.output()).doesNotContain("ada@example.com", PASSWORD);
        }
    }

    @Test
    void sendsWithTlsAndAPasswordAfterARestartToo() throws Exception {
        settings.put("QUARKUS_MAILER_START_TLS", "DISABLED");
        settings.put("QUARKUS_MAILER_TLS", "true");
        try (ServiceProcess service = start()) {
            invite(service, "ada@example.com");
            await(service, "ada@example.com", invite -> invite.getString("mailError") != null);
        }
        try (MailServer server = server(Encryption.AT_ONCE, MailServersIT::accept);
                ServiceProcess service = ServiceProcess.start(settings).awaitListening()) {
            awaitStatus(service, "ada@example.com", "sent");

            assertThat(server.to("ada@example.com")).hasSize(1);
        }
    }

    @Test
    void givesUpARecipientWhomTheServerRefusesAndTellsTheSender() throws Exception {
        try (MailServer server = server(
                        Encryption.ON_COMMAND,
                        recipient -> recipient.startsWith("nobody") ? "550 5.1.1 No such user here" : null);
                ServiceProcess service = start()) {
            invite(service, "nobody@example.com");

            JsonPath refused = awaitStatus(service, "nobody@example.com", "refused");

            assertThat(refused.getString("mailError")).isEqualTo("550 5.1.1 No such user here");
            assertThat(refused.getString("acceptInviteUrl")).contains("/invites/");
            assertThat(service.metric("rollcall_mails_total{outcome=\"refused\"}"))
                    .isEqualTo(1);
            service.awaitOutput("The mail server refused a mail (invite) with 550. The sender sees it.");
            invite(service, "ada@example.com");
            awaitStatus(service, "ada@example.com", "sent");
            assertThat(server.to("nobody@example.com")).isEmpty();
        }
    }

    @Test
    void sendsNothingToAServerWhoseCertificateNobodyTrusts() throws Exception {
        settings.remove("QUARKUS_MAILER_TLS_CONFIGURATION_NAME");
        settings.remove("QUARKUS_TLS_MAIL_TRUST_STORE_PEM_CERTS");
        assertThatNothingIsSent("unable to find valid certification path to requested target");
    }

    @Test
    void sendsNothingToAServerWithTheCertificateOfAnother() throws Exception {
        settings.put("QUARKUS_MAILER_HOST", "127.0.0.1");
        assertThatNothingIsSent("No subject alternative names matching IP address 127.0.0.1 found");
    }

    private void assertThatNothingIsSent(String reason) throws Exception {
        try (MailServer server = server(Encryption.ON_COMMAND, MailServersIT::accept);
                ServiceProcess service = start()) {
            invite(service, "ada@example.com");

            JsonPath waiting = await(service, "ada@example.com", invite -> invite.getString("mailError") != null);

            assertThat(waiting.getString("mailStatus")).isEqualTo("waiting");
            assertThat(waiting.getString("mailError"))
                    .isEqualTo("There was no encrypted connection to the mail server, or not to the one that was"
                            + " expected.");
            service.awaitOutput(reason);
            assertThat(server.to("ada@example.com")).isEmpty();
        }
    }

    @Test
    void givesUpAfterItsTimeIfThePasswordIsWrongAndTellsTheSender() throws Exception {
        settings.put("QUARKUS_MAILER_PASSWORD", "another one");
        settings.put("ROLLCALL_MAIL_GIVE_UP_AFTER", "1s");
        try (MailServer server = server(Encryption.ON_COMMAND, MailServersIT::accept);
                ServiceProcess service = start()) {
            invite(service, "ada@example.com");

            JsonPath abandoned = awaitStatus(service, "ada@example.com", "abandoned");

            assertThat(abandoned.getString("mailError")).contains("535");
            assertThat(server.to("ada@example.com")).isEmpty();
            assertThat(service.manage("/q/health/well").body()).contains("\"given up within a day\": 1");
        }
    }

    private MailServer server(Encryption encryption, Function<String, String> answer) throws InterruptedException {
        return new MailServer(port, answer, new Access(encryption, ca.server(), "rollcall", PASSWORD));
    }

    private ServiceProcess start() throws IOException, InterruptedException {
        ServiceProcess service = ServiceProcess.start(settings).awaitListening();
        database.execute("update app_user set email = 'root@example.com', email_verified_at = now()");
        assertThat(service.post("/api/admin/organizations", TOKEN, "{\"name\":\"acme\",\"displayName\":\"Acme\"}")
                        .statusCode())
                .isEqualTo(201);
        return service;
    }

    private static void invite(ServiceProcess service, String email) throws IOException, InterruptedException {
        assertThat(service.post("/api/orgs/acme/invites/batch", TOKEN, INVITE.formatted(email))
                        .statusCode())
                .isEqualTo(200);
    }

    private static JsonPath awaitStatus(ServiceProcess service, String email, String status) throws Exception {
        return await(service, email, invite -> status.equals(invite.getString("mailStatus")));
    }

    /** Reads the list of invitations again and again, for at most a minute. */
    private static JsonPath await(ServiceProcess service, String email, Predicate<JsonPath> condition)
            throws Exception {
        Await.until(() -> condition.test(invited(service, email)));
        JsonPath invite = invited(service, email);
        assertThat(condition.test(invite)).as(invite.prettify()).isTrue();
        return invite;
    }

    private static JsonPath invited(ServiceProcess service, String email) throws IOException, InterruptedException {
        return JsonPath.from(service.get("/api/orgs/acme/invites", TOKEN).body())
                .setRootPath("invites.find { it.email == '" + email + "' }");
    }

    /** Accepts every recipient. */
    private static String accept(String recipient) {
        return null;
    }
}
