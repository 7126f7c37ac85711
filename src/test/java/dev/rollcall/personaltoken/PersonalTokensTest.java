package dev.rollcall.personaltoken;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.audit.AuditLog;
import dev.rollcall.audit.AuditLog.Source;
import dev.rollcall.database.Sql;
import dev.rollcall.http.ApiException;
import dev.rollcall.security.Caller;
import dev.rollcall.testing.Database;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Person;
import dev.rollcall.token.CreateAccessTokenResponse;
import dev.rollcall.token.TokenEnd;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class PersonalTokensTest {

    private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);

    @Inject
    Sql sql;

    @Inject
    TokenEnd end;

    @Inject
    AuditLog audit;

    private final Person ada = Rows.person("Ada Example");

    private record Config(
            Optional<Duration> maxLifetime, Duration loginLifetime, Duration retention, Duration cleanupInterval)
            implements TokensConfig {

        static Config of(Duration maxLifetime, Duration loginLifetime) {
            return new Config(
                    Optional.ofNullable(maxLifetime), loginLifetime, Duration.ofDays(30), Duration.ofHours(1));
        }
    }

    private PersonalTokens with(Duration maxLifetime, Duration loginLifetime) {
        return new PersonalTokens(
                sql, Config.of(maxLifetime, loginLifetime), end, audit, Clock.fixed(now, ZoneOffset.UTC));
    }

    private CreateAccessTokenResponse create(PersonalTokens tokens, long expires) {
        return QuarkusTransaction.requiringNew()
                .call(() -> tokens.create(
                        new Caller(ada.id(), null), new Source(ada.id(), null, "127.0.0.1", "id"), "a", expires, null));
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
}
