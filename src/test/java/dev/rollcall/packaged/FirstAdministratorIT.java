package dev.rollcall.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.FreshDatabase;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

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
    void isCreatedOnceByReplicasThatStartAtTheSameTime() throws Exception {
        try (ServiceProcess first = start("root-admin", TOKEN);
                ServiceProcess second = start("root-admin", TOKEN);
                ServiceProcess third = start("root-admin", TOKEN)) {
            for (ServiceProcess replica : new ServiceProcess[] {first, second, third}) {
                replica.awaitListening();
                HttpResponse<String> profile = replica.get("/api/user", TOKEN);
                assertThat(profile.statusCode()).isEqualTo(200);
                assertThat(profile.body())
                        .contains("\"githubLogin\":\"root-admin\"")
                        .contains("\"siteAdmin\":true");
                assertThat(replica.output()).doesNotContain(TOKEN);
            }
        }
        assertThat(count("app_user")).isEqualTo(1);
        assertThat(count("bootstrap")).isEqualTo(1);
        assertThat(count("access_token where expires_at between now() + interval '167 hours'"
                        + " and now() + interval '169 hours' and audited"))
                .isEqualTo(1);
        assertThat(count("audit_event where action = 'bootstrap'")).isEqualTo(1);
        assertThat(count("audit_event where action = 'token-used' and address is not null"))
                .isEqualTo(3);
    }

    @Test
    void createsNoTokenThatOutlivesItsOwnOrIsUsedUnseen() throws Exception {
        try (ServiceProcess service = start("root-admin", TOKEN)) {
            service.awaitListening();
            HttpResponse<String> created = service.post("/api/user/tokens", TOKEN, "{\"description\":\"a\"}");
            assertThat(created.statusCode()).isEqualTo(200);
            String value = created.body().replaceFirst(".*\"tokenValue\":\"([^\"]+)\".*", "$1");
            assertThat(service.get("/api/user", value).statusCode()).isEqualTo(200);
        }
        assertThat(count("access_token child join access_token t on child.minted_by = t.id"
                        + " and child.expires_at = t.expires_at and child.audited"))
                .isEqualTo(1);
        assertThat(count("audit_event e join access_token t on t.id = e.token_id and t.minted_by is not null"
                        + " where e.action = 'token-used'"))
                .isEqualTo(1);
    }

    @Test
    void isCreatedAlthoughOtherUsersExistAndNeverAgainAfterwards() throws Exception {
        try (ServiceProcess service = ServiceProcess.start(database.settings())) {
            service.awaitListening();
        }
        database.execute("insert into app_user (id, kind, name) values (?, 'person', 'Somebody')", UUID.randomUUID());

        try (ServiceProcess service = start("root-admin", TOKEN)) {
            service.awaitListening();
            assertThat(service.get("/api/user", TOKEN).statusCode()).isEqualTo(200);
        }
        try (ServiceProcess service = start("second-admin", OTHER_TOKEN)) {
            service.awaitListening();
            assertThat(service.get("/api/user", OTHER_TOKEN).statusCode()).isEqualTo(401);
        }
        assertThat(count("app_user where site_admin")).isEqualTo(1);
    }

    @Test
    void getsANewTokenAfterAResetByTheOperator() throws Exception {
        try (ServiceProcess service = start("root-admin", TOKEN)) {
            service.awaitListening();
        }
        database.execute("update access_token set expires_at = now()");
        try (ServiceProcess service = start("root-admin", OTHER_TOKEN)) {
            service.awaitListening();
            assertThat(service.get("/api/user", OTHER_TOKEN).statusCode()).isEqualTo(401);
        }

        database.execute("delete from bootstrap");
        assertRefused(
                Map.of("ROLLCALL_BOOTSTRAP_LOGIN", "root-admin", "ROLLCALL_BOOTSTRAP_TOKEN", TOKEN),
                "rollcall.bootstrap.token is an older token");
        try (ServiceProcess service = start("Root-Admin", OTHER_TOKEN)) {
            service.awaitListening();
            assertThat(service.get("/api/user", TOKEN).statusCode()).isEqualTo(401);
            assertThat(service.get("/api/user", OTHER_TOKEN).body())
                    .contains("\"githubLogin\":\"root-admin\"", "\"siteAdmin\":true");
        }
        assertThat(count("app_user")).isEqualTo(1);
        assertThat(count("access_token where expires_at > now() + interval '167 hours' and audited"))
                .isEqualTo(1);
        assertThat(count("audit_event where action = 'bootstrap'")).isEqualTo(2);
    }

    @Test
    void makesNobodyElseAnAdministratorAfterAReset() throws Exception {
        try (ServiceProcess service = start("root-admin", TOKEN)) {
            service.awaitListening();
        }
        database.execute("delete from bootstrap");
        for (String change : List.of("site_admin = false", "site_admin = true, state = 'suspended'")) {
            database.execute("update app_user set " + change);
            assertRefused(
                    Map.of("ROLLCALL_BOOTSTRAP_LOGIN", "root-admin", "ROLLCALL_BOOTSTRAP_TOKEN", OTHER_TOKEN),
                    "is taken, and not by an active site administrator");
        }

        try (ServiceProcess service = start("second-admin", OTHER_TOKEN)) {
            service.awaitListening();
            assertThat(service.get("/api/user", OTHER_TOKEN).body()).contains("\"siteAdmin\":true");
        }
    }

    @Test
    void refusesToStartWithHalfOfTheSettingsOrMalformedOnes() throws Exception {
        assertRefused(Map.of("ROLLCALL_BOOTSTRAP_LOGIN", "root-admin"), "rollcall.bootstrap.token must be");
        assertRefused(
                Map.of("ROLLCALL_BOOTSTRAP_TOKEN", TOKEN), "rollcall.bootstrap.token needs rollcall.bootstrap.login");
        assertRefused(
                Map.of("ROLLCALL_BOOTSTRAP_LOGIN", "root-admin", "ROLLCALL_BOOTSTRAP_TOKEN", "secret"),
                "rollcall.bootstrap.token must be 'pul-' and 40 lower-case hex digits");
        assertRefused(
                Map.of("ROLLCALL_BOOTSTRAP_LOGIN", "-", "ROLLCALL_BOOTSTRAP_TOKEN", TOKEN),
                "rollcall.bootstrap.login must be 3 to 40 letters");
        assertRefused(
                Map.of("ROLLCALL_BOOTSTRAP_LOGIN", "api", "ROLLCALL_BOOTSTRAP_TOKEN", TOKEN),
                "rollcall.bootstrap.login: 'api' is the beginning of a path of this service");
        assertThat(count("bootstrap")).isZero();
    }

    @Test
    void refusesALoginThatIsTakenAndCanBeCreatedUnderAnotherOne() throws Exception {
        try (ServiceProcess service = ServiceProcess.start(database.settings())) {
            service.awaitListening();
        }
        UUID organization = UUID.randomUUID();
        database.execute("insert into organization (id, name, kind) values (?, 'Acme', 'pulumi')", organization);
        database.execute(
                "insert into owner_name (id, name, organization_id) values (?, 'Acme', ?)",
                UUID.randomUUID(),
                organization);

        assertRefused(
                Map.of("ROLLCALL_BOOTSTRAP_LOGIN", "acme", "ROLLCALL_BOOTSTRAP_TOKEN", TOKEN),
                "the name 'acme' is taken");

        try (ServiceProcess service = start("root-admin", TOKEN)) {
            service.awaitListening();
            assertThat(service.get("/api/user", TOKEN).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void writesTheLastUseOfItsTokensWhenItIsToldToStop() throws Exception {
        try (ServiceProcess service = start("root-admin", TOKEN)) {
            service.awaitListening();
            assertThat(service.get("/api/user", TOKEN).statusCode()).isEqualTo(200);
            service.terminate();
            assertThat(service.awaitExit()).isEqualTo(143);
        }
        assertThat(count("access_token where last_used_at is not null")).isEqualTo(1);
    }

    private void assertRefused(Map<String, String> settings, String sentence) throws InterruptedException {
        Map<String, String> all = new HashMap<>(database.settings());
        all.putAll(settings);
        try (ServiceProcess service = ServiceProcess.start(all)) {
            assertThat(service.awaitExit()).isEqualTo(1);
            assertThat(service.output()).contains(sentence).doesNotContain(TOKEN);
        }
    }

    private ServiceProcess start(String login, String token) {
        Map<String, String> settings = new HashMap<>(database.settings());
        settings.put("ROLLCALL_BOOTSTRAP_LOGIN", login);
        settings.put("ROLLCALL_BOOTSTRAP_TOKEN", token);
        return ServiceProcess.start(settings);
    }

    private long count(String from) {
        return database.value(Long.class, "select count(*) from " + from);
    }
}
