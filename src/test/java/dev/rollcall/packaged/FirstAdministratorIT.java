package dev.rollcall.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.FreshDatabase;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@code admin.FirstAdministratorTest} has the other settings that are refused. */
@Tag("once")
class FirstAdministratorIT {

    private static final String TOKEN = "pul-00112233445566778899aabbccddeeff00112233";
    private static final String OTHER_TOKEN = "pul-ffeeddccbbaa99887766554433221100ffeeddcc";

    private final FreshDatabase database = new FreshDatabase();

    @AfterEach
    void dropDatabase() {
        database.close();
    }

    @Test
    void isCreatedOnceByReplicasThatStartAtTheSameTimeWithATokenWhoseUseIsSeen() throws Exception {
        try (ServiceProcess first = start("root-admin", TOKEN);
                ServiceProcess second = start("root-admin", TOKEN)) {
            for (ServiceProcess replica : new ServiceProcess[] {first, second}) {
                replica.awaitListening();
                HttpResponse<String> profile = replica.get("/api/user", TOKEN);
                assertThat(profile.statusCode()).isEqualTo(200);
                assertThat(profile.body())
                        .contains("\"githubLogin\":\"root-admin\"")
                        .contains("\"siteAdmin\":true");
                assertThat(replica.output()).doesNotContain(TOKEN);
            }
            assertThat(count("app_user")).isEqualTo(1);
            assertThat(count("bootstrap")).isEqualTo(1);
            assertThat(count("access_token where expires_at between now() + interval '167 hours'"
                            + " and now() + interval '169 hours' and audited"))
                    .isEqualTo(1);
            assertThat(count("audit_event where action = 'bootstrap' and token_id is not null"
                            + " and description like 'Created the first administrator %'"))
                    .isEqualTo(1);
            assertThat(count("audit_event where action = 'token-used' and address is not null"))
                    .isEqualTo(2);

            // Before the token is sent, and without a cookie, a browser gets the form.
            assertThat(count("bootstrap b join access_token t on t.id = b.token_id"))
                    .isEqualTo(1);
            HttpResponse<String> setup = ServiceProcess.send(second.request("/setup"));
            assertThat(setup.statusCode()).isEqualTo(200);
            assertThat(setup.body()).contains("type=\"password\"").doesNotContain(TOKEN, "root-admin");
            String csrf = setup.body().replaceFirst("(?s).*name=\"csrf\" value=\"([0-9a-f]{64})\".*", "$1");
            HttpResponse<String> opened = ServiceProcess.send(first.request("/setup")
                    .header(
                            "Cookie",
                            setup.headers()
                                    .firstValue("Set-Cookie")
                                    .orElseThrow()
                                    .replaceFirst(";.*", ""))
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(BodyPublishers.ofString("csrf=" + csrf + "&token=" + TOKEN)));
            assertThat(opened.statusCode()).as(opened.body()).isEqualTo(303);
            assertThat(opened.headers().firstValue("Location").orElseThrow()).endsWith("/setup");
            HttpResponse<String> checklist = ServiceProcess.send(second.request("/setup")
                    .header(
                            "Cookie",
                            opened.headers()
                                    .firstValue("Set-Cookie")
                                    .orElseThrow()
                                    .replaceFirst(";.*", "")));
            assertThat(checklist.body()).contains("You are signed in as <strong>root-admin</strong>");
            assertThat(first.output() + second.output()).doesNotContain(TOKEN);

            // It creates no token that outlives it, or is used unseen.
            HttpResponse<String> created = first.post("/api/user/tokens", TOKEN, "{\"description\":\"a\"}");
            assertThat(created.statusCode()).isEqualTo(200);
            String value = created.body().replaceFirst(".*\"tokenValue\":\"([^\"]+)\".*", "$1");
            assertThat(first.get("/api/user", value).statusCode()).isEqualTo(200);
            assertThat(count("access_token child join access_token t on child.minted_by = t.id"
                            + " and child.expires_at = t.expires_at and child.audited"))
                    .isEqualTo(1);
            assertThat(count("audit_event e join access_token t on t.id = e.token_id and t.minted_by is not null"
                            + " where e.action = 'token-used'"))
                    .isEqualTo(1);

            // A replica refuses at once what another one has revoked.
            String id = created.body().replaceFirst(".*\"id\":\"([^\"]+)\".*", "$1");
            assertThat(second.get("/api/user", value).statusCode()).isEqualTo(200);
            assertThat(ServiceProcess.send(first.request("/api/user/tokens/" + id)
                                    .header("Authorization", "token " + TOKEN)
                                    .DELETE())
                            .statusCode())
                    .isEqualTo(204);
            assertThat(second.get("/api/user", value).statusCode()).isEqualTo(401);

            // The last use of both is written when a replica is told to stop, which is before the next interval.
            first.terminate();
            assertThat(first.awaitExit()).isEqualTo(143);
            assertThat(count("access_token where last_used_at is not null")).isEqualTo(2);
        }
    }

    @Test
    void isCreatedAlthoughOtherUsersExistAndAgainOnlyAfterAResetByTheOperator() throws Exception {
        database.execute("insert into app_user (id, kind, name) values (?, 'person', 'Somebody')", UUID.randomUUID());
        try (ServiceProcess service = start("root-admin", TOKEN)) {
            service.awaitListening();
            assertThat(service.get("/api/user", TOKEN).statusCode()).isEqualTo(200);
        }
        database.execute("update access_token set expires_at = now()");
        try (ServiceProcess service = start("second-admin", OTHER_TOKEN)) {
            service.awaitListening();
            assertThat(service.get("/api/user", OTHER_TOKEN).statusCode()).isEqualTo(401);
        }
        assertThat(count("app_user where site_admin")).isEqualTo(1);

        database.execute("delete from bootstrap");
        try (ServiceProcess service = start("root-admin", TOKEN)) {
            assertThat(service.awaitExit()).isEqualTo(1);
            assertThat(service.output())
                    .contains("rollcall.bootstrap.token is an older token. Generate a new one: pul-$(openssl rand -hex"
                            + " 20)")
                    .doesNotContain(TOKEN);
        }
        try (ServiceProcess service = start("Root-Admin", OTHER_TOKEN)) {
            service.awaitListening();
            assertThat(service.get("/api/user", TOKEN).statusCode()).isEqualTo(401);
            assertThat(service.get("/api/user", OTHER_TOKEN).body())
                    .contains("\"githubLogin\":\"root-admin\"", "\"siteAdmin\":true");
        }
        assertThat(count("app_user")).isEqualTo(2);
        assertThat(count("access_token where expires_at > now() + interval '167 hours' and audited"))
                .isEqualTo(1);
        assertThat(count("audit_event where action = 'bootstrap'")).isEqualTo(2);
    }

    private ServiceProcess start(String login, String token) {
        Map<String, String> settings = database.settings();
        settings.put("ROLLCALL_BOOTSTRAP_LOGIN", login);
        settings.put("ROLLCALL_BOOTSTRAP_TOKEN", token);
        return ServiceProcess.start(settings);
    }

    private long count(String from) {
        return database.value(Long.class, "select count(*) from " + from);
    }
}
