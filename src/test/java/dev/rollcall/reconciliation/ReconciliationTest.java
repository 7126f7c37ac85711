package dev.rollcall.reconciliation;

import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static dev.rollcall.testing.Rows.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.identity.Links;
import dev.rollcall.identity.Links.Profile;
import dev.rollcall.testing.Database;
import dev.rollcall.testing.FreshDatabase;
import dev.rollcall.testing.GitHubResource;
import dev.rollcall.testing.Rows;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@QuarkusTest
@Tag("postgresql")
@QuarkusTestResource(GitHubResource.class)
class ReconciliationTest {

    @Inject
    Reconciliation reconciliation;

    @TestHTTPResource(value = "/", management = true)
    URI management;

    /** Identities of other tests must not be due, and their failures must not count as an outage. */
    @BeforeEach
    void forgetOthers() {
        Database.execute("update identity_sync set next_sync_at = null, last_attempt_at = null");
        Database.execute("delete from provider_state");
    }

    private static Links link() {
        return Links.of(Rows.person("Ada Example").id(), "ada");
    }

    private static Links good() {
        return link().shows(new Profile("ada", "Ada Lovelace", unique("ada") + "@example.com"));
    }

    private static List<Links> several(int number) {
        return IntStream.range(0, number).mapToObj(i -> good()).toList();
    }

    @Test
    void asksAboutEverybodyWhoIsDueAndNobodyElse() {
        List<Links> due = several(20);
        Links later = good();
        Database.execute(
                "update identity_sync set next_sync_at = now() + interval '1 hour' where identity_id = ?", later.id());

        reconciliation.run();

        assertThat(due).allSatisfy(link -> {
            assertThat(link.account("name")).isEqualTo("Ada Lovelace");
            assertThat(link.questions()).isEqualTo(1);
            assertThat(isDueBetween(link, "19 hours", "29 hours")).isTrue();
        });
        assertThat(later.questions()).isZero();
    }

    @Test
    void asksOnceHoweverManyReplicasLookForIdentities() {
        List<Links> due = several(20);

        Stream.generate(() -> CompletableFuture.runAsync(reconciliation::run))
                .limit(3)
                .toList()
                .forEach(CompletableFuture::join);

        assertThat(due).allSatisfy(link -> assertThat(link.questions()).isEqualTo(1));
    }

    @Test
    void takesWhatADeadReplicaLeftBehindButNothingThatOneStillHolds() {
        Links dead = leased("- interval '1 second'");
        Links alive = leased("+ interval '1 minute'");

        reconciliation.run();

        assertThat(dead.questions()).isEqualTo(1);
        assertThat(alive.questions()).isZero();
    }

    private static Links leased(String until) {
        Links link = good();
        Database.execute(
                "update identity_sync set lease_owner = gen_random_uuid(), lease_until = now() " + until
                        + " where identity_id = ?",
                link.id());
        return link;
    }

    @Test
    void writesNothingOnceTheLeaseIsLost() {
        Links link = link();
        link.shows(new Profile("ada", "Ada Lovelace", "ada@example.com"));
        link.answers("/api/user/orgs", okJson("[]").withFixedDelay(1500));

        CompletableFuture<Void> run = CompletableFuture.runAsync(reconciliation::run);
        while (Database.execute(
                        "update identity_sync set lease_owner = gen_random_uuid() where identity_id = ?"
                                + " and lease_owner is not null",
                        link.id())
                == 0) {
            Thread.onSpinWait();
        }
        run.join();

        assertThat(link.account("name")).isEqualTo("Ada Example");
    }

    @Test
    void triesAgainSoonAndKeepsWhatItKnowsWhenAProviderFails() {
        Links link = link().answersAll(Links.status(500));

        reconciliation.run();

        assertThat(isDueBetween(link, "0 seconds", "3 minutes")).isTrue();
        assertThat(link.state()).isEqualTo("active");
    }

    @Test
    void waitsAsLongAsTheProviderWants() {
        Links link = link().answersAll(Links.status(429).withHeader("Retry-After", "1800"));

        reconciliation.run();

        assertThat(isDueBetween(link, "29 minutes", "31 minutes")).isTrue();
    }

    @Test
    void takesAFifthOfTheQuotaAtMost() {
        Links link = good();
        leave(link, "3999");

        reconciliation.run();

        assertThat(link.account("name")).isEqualTo("Ada Lovelace");
        assertThat(isDueBetween(link, "19 minutes", "22 minutes")).isTrue();
    }

    @Test
    void asksOnUntilAFifthOfTheQuotaIsUsed() {
        Links link = good();
        leave(link, "4000");

        reconciliation.run();

        assertThat(isDueBetween(link, "19 hours", "29 hours")).isTrue();
    }

    /** Lets GitHub say how many of the person's 5,000 requests per hour are left. */
    private static void leave(Links link, String remaining) {
        link.answers(
                "/api/user/emails",
                okJson("[]")
                        .withHeader("x-ratelimit-limit", "5000")
                        .withHeader("x-ratelimit-remaining", remaining)
                        .withHeader(
                                "x-ratelimit-reset", Long.toString(Instant.now().getEpochSecond() + 1200)));
    }

    @Test
    void believesThatATokenIsRevokedTheSecondTime() {
        Links link = link().answersAll(Links.status(401));

        reconciliation.run();
        assertThat(link.state()).isEqualTo("active");
        assertThat(link.hasToken()).isTrue();

        later(link, "16 minutes");
        // Somebody else's answer shows that the provider works.
        good();
        reconciliation.run();
        later(link, "1 second");
        reconciliation.run();
        assertThat(link.state()).isEqualTo("needs-reauth");
    }

    /** With a few identities the provider is asked so rarely that its failures look like theirs. */
    @Test
    void changesNobodyInAnOutageOfAProviderWithFewIdentities() {
        List<Links> all = IntStream.range(0, 6)
                .mapToObj(i -> link().answersAll(Links.status(401)))
                .toList();

        for (int round = 0; round < 3; round++) {
            reconciliation.run();
            all.forEach(link -> later(link, "16 minutes"));
        }

        assertThat(all).allSatisfy(link -> {
            assertThat(link.state()).isEqualTo("active");
            assertThat(link.hasToken()).isTrue();
        });
    }

    @Test
    void keepsATokenAfterALongOutageAndTriesItAgain() {
        Links link = good();
        link.answers("/api/user", Links.status(401));
        reconciliation.run();
        later(link, "7 hours");
        reconciliation.run();
        assertThat(link.state()).isEqualTo("needs-reauth");
        assertThat(link.hasToken()).isTrue();
        assertThat(isDueBetween(link, "19 hours", "29 hours")).isTrue();

        // It still says the same: nothing new, and no sign that the provider fails.
        later(link, "25 hours");
        reconciliation.run();
        assertThat(link.audited("identity-needs-reauth")).containsExactly("GitHub no longer accepts the stored token");
        assertThat(isDueBetween(link, "19 hours", "29 hours")).isTrue();

        link.shows(new Profile("ada", "Ada Lovelace", unique("ada") + "@example.com"));
        later(link, "25 hours");
        reconciliation.run();
        assertThat(link.state()).isEqualTo("active");
        assertThat(Database.count("identity_sync where identity_id = ? and refused_at is null", link.id()))
                .isEqualTo(1);
    }

    @Test
    void countsNobodyWhoseRefusalIsKnownAsAFailureOfTheProvider() {
        List<Links> refused = IntStream.range(0, 15)
                .mapToObj(i -> link().answersAll(Links.status(401)))
                .toList();
        refused.forEach(link ->
                Database.execute("update identity_sync set refused_at = now() where identity_id = ?", link.id()));

        reconciliation.run();

        assertThat(refused).allSatisfy(link -> assertThat(link.questions()).isEqualTo(1));
        assertThat(Database.count("provider_state")).isZero();
    }

    @Test
    void deletesATokenThatIsRefusedForAWeekAndNoOther() {
        Links old = link();
        Links young = link();
        Links fine = link();
        Database.execute(
                "update identity_sync set refused_at = now() - interval '7 days 1 second' where identity_id = ?",
                old.id());
        Database.execute(
                "update identity_sync set refused_at = now() - interval '6 days 23 hours' where identity_id = ?",
                young.id());

        reconciliation.forgetRefused();

        assertThat(List.of(old.hasToken(), young.hasToken(), fine.hasToken())).containsExactly(false, true, true);
        assertThat(Database.count("identity_sync where identity_id = ? and next_sync_at is null", old.id()))
                .isEqualTo(1);
    }

    @Test
    void believesThatSomebodyIsGoneAfterThreeDays() {
        Links link = link().answersAll(Links.status(404));

        for (int day = 1; day <= 3; day++) {
            assertThat(link.state()).isEqualTo("active");
            reconciliation.run();
            later(link, "25 hours");
        }

        assertThat(link.state()).isEqualTo("gone");
        assertThat(link.audited("identity-gone")).containsExactly("GitHub no longer finds the person");
    }

    @Test
    void leavesAProviderAloneThatFailsManyAndChangesNobody() {
        List<Links> revoked = IntStream.range(0, 15)
                .mapToObj(i -> link().answersAll(Links.status(401)))
                .toList();

        reconciliation.run();
        assertThat(Database.count("provider_state where paused_until > now()")).isEqualTo(1);
        assertThat(given().get(management.resolve("/q/health/well")).asString()).contains("paused until");
        assertThat(given().get(management.resolve("/q/health/ready")).statusCode())
                .isEqualTo(200);

        revoked.forEach(link -> later(link, "16 minutes"));
        Links waiting = good();
        reconciliation.run();
        assertThat(waiting.questions()).isZero();

        Database.execute("update provider_state set paused_until = now()");
        reconciliation.run();
        assertThat(revoked).allSatisfy(link -> {
            assertThat(link.state()).isEqualTo("active");
            assertThat(link.hasToken()).isTrue();
        });
    }

    @Test
    void doesNotBlameTheProviderIfEverybodyNeedsASecondFactor() {
        List<Links> asked = IntStream.range(0, 15)
                .mapToObj(i -> {
                    String refresh = "ghr_" + UUID.randomUUID();
                    Links.register(post(urlPathEqualTo("/login/oauth/access_token"))
                            .withRequestBody(containing(refresh))
                            .willReturn(Links.status(400)
                                    .withBody("{\"error\":\"interaction_required\","
                                            + "\"error_description\":\"AADSTS50076: Use a second factor\"}")));
                    return Links.of(Rows.person("Ada Example").id(), "ada", refresh, Instant.now());
                })
                .toList();

        reconciliation.run();
        asked.forEach(link -> later(link, "16 minutes"));
        reconciliation.run();

        assertThat(Database.count("provider_state")).isZero();
        assertThat(asked).allSatisfy(link -> assertThat(link.state()).isEqualTo("needs-reauth"));
    }

    @Test
    void makesEverybodyDueWhenAnAdministratorWantsIt() {
        UUID admin = Rows.person("Admin").id();
        Database.execute("update app_user set site_admin = true where id = ?", admin);
        String authorization = "token " + Rows.personalToken(admin);
        Links link = good();
        Database.execute(
                "update identity_sync set next_sync_at = now() + interval '1 hour' where identity_id = ?", link.id());

        JsonPath started = given().header("Authorization", authorization)
                .post("/api/admin/identities/reconcile?provider=GitHub")
                .then()
                .statusCode(202)
                .extract()
                .jsonPath();
        assertThat(started.getLong("due")).isEqualTo(1);

        reconciliation.run();

        JsonPath progress = given().header("Authorization", authorization)
                .get("/api/admin/identities/reconcile")
                .jsonPath();
        assertThat(progress.getLong("due")).isZero();
        assertThat(progress.getLong("done")).isEqualTo(1);
        assertThat(progress.getLong("failed")).isZero();
        assertThat(given().header("Authorization", authorization)
                        .post("/api/admin/identities/reconcile?provider=myspace")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void findsWhoIsDueByTheQueuesIndex() throws SQLException {
        try (FreshDatabase database = new FreshDatabase()) {
            database.execute("""
                    with person as (insert into app_user (id, kind, name)
                        select gen_random_uuid(), 'person', 'plan' from generate_series(1, 5000) returning id)
                    insert into identity (id, user_id, provider, instance, subject)
                    select gen_random_uuid(), id, 'google.com', 'plan', id::text from person""");
            database.execute("""
                    insert into identity_sync (identity_id, provider, instance, next_sync_at)
                    select id, provider, instance, now() + (random() - 0.5) * interval '1 hour'
                    from identity where instance = 'plan'""");
            database.execute("analyze identity_sync");

            try (Connection connection = database.connect();
                    Statement statement = connection.createStatement()) {
                assertThat(Database.text(statement, """
                                explain select identity_id from identity_sync
                                where provider = 'google.com' and instance = 'plan'
                                    and next_sync_at <= now() and (lease_until is null or lease_until <= now())
                                    and not exists (select from provider_state
                                        where provider = 'google.com' and instance = 'plan' and paused_until > now())
                                order by next_sync_at limit 8 for update skip locked"""))
                        .contains("identity_sync_queue")
                        .doesNotContain("Sort");
            }
        }
    }

    private static boolean isDueBetween(Links link, String from, String to) {
        return Database.count(
                        "identity_sync where identity_id = ? and next_sync_at between now() + ?::interval and now() + ?::interval",
                        link.id(),
                        from,
                        to)
                == 1;
    }

    /** Lets time pass for one identity, and makes it due. */
    private static void later(Links link, String time) {
        Database.execute(
                "update identity_sync set next_sync_at = now(), suspected_at = suspected_at - ?::interval,"
                        + " last_attempt_at = last_attempt_at - ?::interval where identity_id = ? and next_sync_at is not null",
                time,
                time,
                link.id());
    }
}
