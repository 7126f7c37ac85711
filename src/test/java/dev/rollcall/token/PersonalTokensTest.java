package dev.rollcall.token;

import static dev.rollcall.testing.Rows.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.database.Sql;
import dev.rollcall.http.ApiException;
import dev.rollcall.security.Caller;
import dev.rollcall.testing.Database;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Organization;
import dev.rollcall.testing.Rows.Person;
import dev.rollcall.testing.Statements;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@Tag("postgresql")
class PersonalTokensTest {

    private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);

    @Inject
    Sql sql;

    @Inject
    TokenEnd end;

    private final Person ada = Rows.person("Ada Example");

    @Test
    void readsAPageInOneStatementAfterTheOneThatAuthenticates() {
        insertTokens(300);

        try (Statements statements = new Statements()) {
            given().header("Authorization", ada.authorization())
                    .get("/api/user/tokens?maxResults=200")
                    .then()
                    .statusCode(200);
            assertThat(statements.count()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource(TokenFilter.class)
    void readsAPageFromTheIndexInItsOrder(TokenFilter filter) {
        insertTokens(3000);
        Database.execute("analyze access_token");

        for (boolean ascending : new boolean[] {false, true}) {
            TokenQuery query = new TokenQuery(filter, "", TokenOrder.CREATED, ascending);
            assertThat(Database.plan(query.statement(TokenOwner.PERSON, true), ada.id(), 101))
                    .contains("using access_token_not_revoked on access_token")
                    .doesNotContain("Sort");
        }
    }

    @ParameterizedTest
    @EnumSource(TokenOrder.class)
    void readsOnlyTheTokensOfThePersonInEveryOrder(TokenOrder order) {
        insertTokens(3000);
        for (int i = 0; i < 10; i++) {
            Rows.personalToken(Rows.person("Somebody else").id());
        }
        Database.execute("analyze access_token");

        assertThat(Database.plan(
                        new TokenQuery(TokenFilter.ALL, "ci", order, true).statement(TokenOwner.PERSON, true),
                        ada.id(),
                        "ci",
                        101))
                .containsAnyOf("access_token_not_revoked", "access_token_user")
                .doesNotContain("Seq Scan on access_token");
    }

    @ParameterizedTest
    @EnumSource(TokenFilter.class)
    void readsAPageOfAnOrganizationOrATeamFromItsIndexInItsOrder(TokenFilter filter) {
        Organization acme = Rows.organization(unique("acme"), "Acme");
        UUID team = Rows.team(acme.id());
        for (String columns : List.of("'organization', null::uuid", "'team', '" + team + "'::uuid")) {
            Database.execute(
                    "insert into access_token"
                            + " (id, secret_hash, kind, team_id, user_id, organization_id, name, expires_at)"
                            + " select gen_random_uuid(), sha256(gen_random_uuid()::text::bytea), " + columns
                            + ", ?, ?, left(md5(random()::text), 20),"
                            + " now() + interval '1 hour' * (n % 3 - 1) from generate_series(1, 3000) n",
                    Rows.serviceAccount(acme),
                    acme.id());
        }
        Database.execute("analyze access_token");

        TokenQuery query = TokenQuery.newest(filter);
        assertThat(Database.plan(query.statement(TokenOwner.ORGANIZATION, true), acme.id(), 101))
                .contains("using access_token_of_organization on access_token")
                .doesNotContain("Sort");
        assertThat(Database.plan(query.statement(TokenOwner.TEAM, true), team, 101))
                .contains("using access_token_of_team on access_token")
                .doesNotContain("Sort");
    }

    private record Config(
            Optional<Duration> maxLifetime, Duration loginLifetime, Duration retention, Duration cleanupInterval)
            implements TokensConfig {

        static Config of(Duration maxLifetime, Duration loginLifetime) {
            return new Config(
                    Optional.ofNullable(maxLifetime), loginLifetime, Duration.ofDays(30), Duration.ofHours(1));
        }
    }

    private PersonalTokens with(Duration maxLifetime, Duration loginLifetime) {
        return new PersonalTokens(sql, Config.of(maxLifetime, loginLifetime), end, Clock.fixed(now, ZoneOffset.UTC));
    }

    private CreateAccessTokenResponse create(PersonalTokens tokens, long expires) {
        return QuarkusTransaction.requiringNew()
                .call(() -> tokens.create(new Caller(ada.id(), null), "a", expires, "127.0.0.1"));
    }

    @Test
    void givesNoTokenALongerLifetimeThanTheServerAllows() {
        PersonalTokens tokens = with(Duration.ofDays(7), Duration.ofDays(90));
        long end = now.plus(Duration.ofDays(7)).getEpochSecond();

        CreateAccessTokenResponse created = create(tokens, 0);

        assertThat(Database.value(
                        Long.class,
                        "select extract(epoch from expires_at)::bigint from access_token where id::text = ?",
                        created.id()))
                .isEqualTo(end);
        assertThatCode(() -> create(tokens, end)).doesNotThrowAnyException();
        assertThatThrownBy(() -> create(tokens, end + 1))
                .isInstanceOf(ApiException.class)
                .hasMessageStartingWith("expires must be at most " + end + " (");
        assertThat(tokens.loginExpiry()).isEqualTo(Instant.ofEpochSecond(end));
    }

    @Test
    void givesPulumiLoginATokenThatExpires() {
        assertThat(with(null, Duration.ofDays(90)).loginExpiry()).isEqualTo(now.plus(Duration.ofDays(90)));
        assertThat(with(Duration.ofDays(365), Duration.ofDays(30)).loginExpiry())
                .isEqualTo(now.plus(Duration.ofDays(30)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1H", "PT59S", "P731D", "P100000000D"})
    void refusesLifetimesThatNoTokenCanHave(Duration lifetime) {
        assertThatThrownBy(() -> with(lifetime, Duration.ofDays(90)).check(new StartupEvent()))
                .hasMessage("rollcall.tokens.max-lifetime must be at least one minute and at most 730 days");
        assertThatThrownBy(() -> with(null, lifetime).check(new StartupEvent()))
                .hasMessage("rollcall.tokens.login-lifetime must be at least one minute and at most 730 days");
    }

    private void insertTokens(int number) {
        Database.execute("""
                insert into access_token (id, secret_hash, kind, user_id, expires_at)
                select gen_random_uuid(), sha256(gen_random_uuid()::text::bytea), 'personal', ?,
                    now() + interval '1 hour' * (n % 3 - 1)
                from generate_series(1, ?) n
                """, ada.id(), number);
    }
}
