package dev.rollcall.invite;

import static dev.rollcall.testing.Invitations.code;
import static dev.rollcall.testing.Invitations.verify;
import static dev.rollcall.testing.Rows.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.organization.Role;
import dev.rollcall.testing.Database;
import dev.rollcall.testing.Invitations;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Organization;
import dev.rollcall.testing.Rows.Person;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class OrganizationInvitesResourceTest {

    private final Person grace = Rows.person("Grace Example");
    private final Organization acme = Rows.organization(unique("acme"), "Acme");
    private final String email = unique("ada") + "@example.com";

    @BeforeEach
    void join() {
        Rows.join(grace.id(), acme.id(), "admin");
        verify(grace.id(), unique("grace") + "@example.com");
    }

    @Test
    void invitesAnAddressAndListsTheInvitation() {
        Response sent = batch(item(email, "admin"));

        UUID id = UUID.fromString(sent.jsonPath().getString("sentInvites[0].id"));
        String link = "http://localhost:8080/invites/" + id + "?code=" + code(id, 1);
        assertThat(sent.asString())
                .isEqualTo("{\"sentInvites\":[{\"id\":\"%s\",\"acceptInviteUrl\":\"%s\"}],\"failedInvites\":[]}"
                        .formatted(id, link));
        assertThat(list().asString().replaceFirst("\"sentAt\":\\d+", "\"sentAt\":1"))
                .isEqualTo("""
                        {"invites":[{"id":"%s","email":"%s","role":"admin",\
                        "sentBy":{"name":"Grace Example","githubLogin":"%s",\
                        "avatarUrl":"http://localhost:8080/avatars/%s.svg"},"sentAt":1,\
                        "acceptInviteUrl":"%s","status":"pending"}]}""".formatted(id, email, grace.login(), grace.id(), link));
        assertThat(event("description", id)).isEqualTo("Invited '" + email + "' with the role Admin");
        assertThat(event("action", id)).isEqualTo("organization-invite-sent");
        assertThat(event("request_id", id)).isEqualTo(sent.header("X-Pulumi-Request-ID"));
    }

    @Test
    void saysThatTheServerSendsNoMailAndInvitesByLink() {
        String warning = "This server sends no mail. Give the invitees their acceptInviteUrl.";

        Response sent = batch(item(email, "member"));

        assertThat(sent.headers().getValues("X-Pulumi-Warning")).containsExactly(warning);
        UUID id = UUID.fromString(sent.jsonPath().getString("sentInvites[0].id"));
        assertThat(resend(id).headers().getValues("X-Pulumi-Warning")).containsExactly(warning);
        assertThat(post("link", "{\"role\":\"member\"}").headers().hasHeaderWithName("X-Pulumi-Warning"))
                .isFalse();
        assertThat(Database.count("mail where subject_id = ?", id)).isZero();
    }

    @Test
    void expiresAfterTwoWeeks() {
        batch(item(email, "member"));

        assertThat(Database.count(
                        "invite where organization_id = ? and expires_at = created_at + interval '14 days'", acme.id()))
                .isEqualTo(1);
    }

    @Test
    void invitesAnAddressThatIsThereTwiceOnce() {
        JsonPath sent = batch(item(email, "member"), item(email.toUpperCase(Locale.ROOT), "admin"))
                .jsonPath();

        assertThat(sent.getList("sentInvites")).hasSize(1);
        assertThat(list().jsonPath().getList("invites.role")).hasToString("[member]");
    }

    @Test
    void sendsAPendingInvitationAgainWithTheNewRole() {
        String id = batch(item(email, "member")).jsonPath().getString("sentInvites[0].id");
        age(id);

        Response again = batch(item(email.toUpperCase(Locale.ROOT), "admin"));

        assertThat(again.jsonPath().getList("sentInvites.id")).hasToString("[" + id + "]");
        JsonPath listed = list().jsonPath();
        assertThat(listed.getList("invites.role")).hasToString("[admin]");
        assertThat(listed.getList("invites.status")).hasToString("[pending]");
        assertThat(listed.<String>get("invites[0].acceptError")).isNull();
        assertThat(listed.getLong("invites[0].sentAt")).isGreaterThan(System.currentTimeMillis() / 1000 - 3600);
    }

    @Test
    void saysWhyAMemberIsNotInvited() {
        Person ada = Rows.person("Ada Example");
        Rows.join(ada.id(), acme.id(), "member");
        verify(ada.id(), email);
        String other = unique("other") + "@example.com";

        Response sent = batch(item(email.toUpperCase(Locale.ROOT), "member"), item(other, "member"));

        assertThat(sent.jsonPath().getList("sentInvites")).hasSize(1);
        assertThat(sent.asString())
                .endsWith("\"failedInvites\":[{\"email\":\"%s\",\"role\":\"member\"}]}"
                        .formatted(email.toUpperCase(Locale.ROOT)));
        assertThat(sent.headers().getValues("X-Pulumi-Warning"))
                .contains(email.toUpperCase(Locale.ROOT) + " is the address of a member");
    }

    @Test
    void writesADomainInAscii() {
        batch(item("ada@bücher.example", "member"));

        assertThat(list().jsonPath().getString("invites[0].email")).isEqualTo("ada@xn--bcher-kva.example");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"role\":\"member\"}",
                "{\"email\":\"\",\"role\":\"member\"}",
                "{\"email\":\"ada\",\"role\":\"member\"}",
                "{\"email\":\"ada@\",\"role\":\"member\"}",
                "{\"email\":\"a..da@example.com\",\"role\":\"member\"}",
                "{\"email\":\"Ada <ada@example.com>\",\"role\":\"member\"}",
                "{\"email\":\"ada@example.com\\r\\nBcc: x@example.com\",\"role\":\"member\"}",
                "{\"email\":\"adá@example.com\",\"role\":\"member\"}"
            })
    void sendsNothingIfOneAddressIsInvalid(String invalid) {
        Response refused = batch(item(email, "member"), invalid);

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.jsonPath().getString("message")).startsWith("Bad Request: Invalid email address.");
        assertThat(list().asString()).isEqualTo("{\"invites\":[]}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"email\":\"a@example.com\"} | Invalid organization role.",
                "{\"email\":\"a@example.com\",\"role\":\"maintainer\"} | Invalid organization role.",
                "{\"email\":\"a@example.com\",\"role\":\"member\",\"roleId\":\"x\"} | Invalid parameter 'roleID'.",
                "null | invites has an element without an invitation."
            })
    void refusesRolesThatThereAreNot(String invalid, String reason) {
        assertThat(batch(invalid).jsonPath().getString("message")).isEqualTo("Bad Request: " + reason);
    }

    @Test
    void refusesMoreThanAHundredAtOnce() {
        String[] many = IntStream.range(0, 101)
                .mapToObj(i -> item("ada" + i + "@example.com", "member"))
                .toArray(String[]::new);

        assertThat(batch(many).jsonPath().getString("message"))
                .isEqualTo("Bad Request: invites has more than 100 elements");
        assertThat(batch().asString()).isEqualTo("{\"sentInvites\":[],\"failedInvites\":[]}");
        assertThat(post("batch", "{}").jsonPath().getString("message")).isEqualTo("Bad Request: invites is missing");
    }

    @Test
    void takesTheIdOfABuiltInOrOfACustomRole() {
        UUID custom = Rows.role(acme.id());

        batch(
                "{\"email\":\"%s\",\"role\":\"member\",\"roleId\":\"%s\"}"
                        .formatted(email, Role.BILLING_MANAGER.idIn(acme.id())),
                "{\"email\":\"x%s\",\"role\":\"admin\",\"roleId\":\"%s\"}".formatted(email, custom));

        JsonPath listed = list().jsonPath();
        assertThat(listed.<String>getList("invites.role")).containsExactlyInAnyOrder("billing-manager", "member");
        assertThat(listed.<String>getList("invites.roleId")).containsExactlyInAnyOrder(null, custom.toString());
    }

    @Test
    void hasAnotherPathForAddressesThatNobodyHasVerified() {
        assertThat(post("unverified/batch", "{\"invites\":[" + item(email, "member") + "],\"token\":\"captcha\"}")
                        .jsonPath()
                        .getList("sentInvites"))
                .hasSize(1);
    }

    @Test
    void createsLinks() {
        Response link = post("link", "{\"role\":\"member\"}");

        UUID id = UUID.fromString(link.jsonPath().getString("id"));
        assertThat(link.asString())
                .isEqualTo("{\"id\":\"%s\",\"acceptInviteUrl\":\"http://localhost:8080/invites/%s?code=%s\"}"
                        .formatted(id, id, code(id, 1)));
        assertThat(list().jsonPath().getString("invites[0].email")).isEmpty();
        assertThat(event("description", id)).isEqualTo("Created an invitation link with the role Member");
    }

    @Test
    void invitesNobodyBeyondTheMaximum() {
        Database.execute(
                "insert into invite (id, organization_id, role, sender_name, sender_login)"
                        + " select gen_random_uuid(), ?, 'member', 'Grace', 'grace' from generate_series(1, 999)",
                acme.id());

        Response sent = batch(item(email, "member"), item("x" + email, "member"));

        assertThat(sent.jsonPath().getList("sentInvites")).hasSize(1);
        assertThat(sent.jsonPath().getList("failedInvites")).hasSize(1);
        assertThat(sent.headers().getValues("X-Pulumi-Warning"))
                .contains("x" + email + " was not invited: Organization '" + acme.login()
                        + "' has 1000 pending invitations.");
        assertThat(post("link", "{\"role\":\"member\"}").jsonPath().getString("message"))
                .isEqualTo("Conflict: Organization '" + acme.login()
                        + "' has 1000 pending invitations. Cancel some of them.");
        assertThat(batch(item(email, "admin")).jsonPath().getList("sentInvites"))
                .as("a pending one")
                .hasSize(1);
    }

    @Test
    void needsAVerifiedAddressOfTheSender() {
        Database.execute("update app_user set email_verified_at = null where id = ?", grace.id());

        assertThat(batch(item(email, "member")).asString())
                .isEqualTo(
                        "{\"code\":403,\"message\":\"Forbidden: Verify your e-mail address before you invite people.\"}");
        assertThat(post("link", "{\"role\":\"member\"}").statusCode()).isEqualTo(403);
    }

    @Test
    void namesTheOrganizationsAccountIfATokenInvites() {
        String token = Rows.organizationToken(acme, "admin");
        Database.execute("update access_token set admin = true where organization_id = ?", acme.id());

        assertThat(as("token " + token)
                        .contentType("application/json")
                        .body("{\"role\":\"member\"}")
                        .post("/api/orgs/{org}/invites/link", acme.login())
                        .statusCode())
                .isEqualTo(200);

        assertThat(list().jsonPath().getString("invites[0].sentBy.githubLogin"))
                .isEqualTo("service-account:" + Rows.serviceAccount(acme));
    }

    @Test
    void isNotForIndividualOrganizations() {
        assertThat(as(grace.authorization())
                        .contentType("application/json")
                        .body("{\"role\":\"member\"}")
                        .post("/api/orgs/{org}/invites/link", grace.login())
                        .jsonPath()
                        .getString("message"))
                .isEqualTo("Bad Request: Invites are not available to individual orgs");
    }

    @Test
    void cancelsAnInvitationOnce() {
        UUID invite = Invitations.invite(acme, email);

        assertThat(cancel(invite).statusCode()).isEqualTo(204);

        assertThat(cancel(invite).jsonPath().getString("message"))
                .isEqualTo("Not Found: Invite '" + invite + "' not found");
        assertThat(resend(invite).statusCode()).isEqualTo(404);
        assertThat(list().asString()).isEqualTo("{\"invites\":[]}");
        assertThat(event("description", invite)).isEqualTo("Canceled the invitation of '" + email + "'");
        assertThat(event("action", invite)).isEqualTo("organization-invite-canceled");
    }

    @Test
    void sendsAnExpiredInvitationAgain() {
        UUID invite = Invitations.invite(acme, email);
        age(invite.toString());
        assertThat(list().jsonPath().getString("invites[0].status")).isEqualTo("expired");

        assertThat(resend(invite).statusCode()).isEqualTo(204);

        JsonPath listed = list().jsonPath();
        assertThat(listed.getString("invites[0].status")).isEqualTo("pending");
        assertThat(listed.getString("invites[0].sentBy.githubLogin")).isEqualTo(grace.login());
        assertThat(listed.getLong("invites[0].sentAt")).isGreaterThan(System.currentTimeMillis() / 1000 - 3600);
        assertThat(event("description", invite)).isEqualTo("Invited '" + email + "' again");
        assertThat(as(grace.authorization())
                        .contentType("application/json")
                        .body("{\"token\":\"captcha\"}")
                        .post("/api/orgs/{org}/invites/{id}/resend", acme.login(), invite)
                        .statusCode())
                .isEqualTo(204);
    }

    @Test
    void doesNotFindInvitationsOfOthers() {
        UUID elsewhere = Invitations.invite(Rows.organization(unique("other"), "Other"), email);

        assertThat(cancel(elsewhere).statusCode()).isEqualTo(404);
        assertThat(resend(elsewhere).statusCode()).isEqualTo(404);
        assertThat(as(grace.authorization())
                        .delete("/api/orgs/{org}/invites/{id}", acme.login(), "nothing")
                        .statusCode())
                .isEqualTo(404);
        assertThat(Database.count("invite where id = ? and canceled_at is null and resent_at is null", elsewhere))
                .isEqualTo(1);
    }

    /** Makes an invitation old: expired, and with an error. */
    private static void age(String id) {
        Database.execute(
                "update invite set created_at = now() - interval '20 days', expires_at = now() - interval '6 days',"
                        + " accept_error = 'No' where id = ?",
                UUID.fromString(id));
    }

    private String event(String column, UUID subject) {
        return Database.value(
                String.class,
                "select " + column + " from audit_event where organization_id = ? and subject_id = ? and actor_id = ?",
                acme.id(),
                subject,
                grace.id());
    }

    private static String item(String email, String role) {
        return "{\"email\":\"" + email + "\",\"role\":\"" + role + "\"}";
    }

    private Response batch(String... items) {
        return post("batch", Stream.of(items).collect(Collectors.joining(",", "{\"invites\":[", "]}")));
    }

    private Response post(String path, String body) {
        return as(grace.authorization())
                .contentType("application/json")
                .body(body)
                .post("/api/orgs/" + acme.login() + "/invites/" + path);
    }

    private Response list() {
        return as(grace.authorization()).get("/api/orgs/{org}/invites", acme.login());
    }

    private Response cancel(UUID invite) {
        return as(grace.authorization()).delete("/api/orgs/{org}/invites/{id}", acme.login(), invite);
    }

    private Response resend(UUID invite) {
        return as(grace.authorization())
                .contentType("application/json")
                .post("/api/orgs/{org}/invites/{id}/resend", acme.login(), invite);
    }

    private static RequestSpecification as(String authorization) {
        return given().header("Authorization", authorization);
    }
}
