package dev.rollcall.session;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.Browser;
import dev.rollcall.testing.Database;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Person;
import dev.rollcall.testing.TestGitHub;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** The clock of this replica is a day ahead of the database's. */
@QuarkusTest
@TestProfile(ReplicaClockTest.ADayAhead.class)
class ReplicaClockTest {

    @TestHTTPResource(value = "/", management = true)
    URI management;

    public static class ADayAhead implements QuarkusTestProfile {

        @Override
        public Set<Class<?>> getEnabledAlternatives() {
            return Set.of(WrongClock.class);
        }

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("rollcall.tokens.last-used-interval", "1s", "rollcall.sessions.cleanup-interval", "1s");
        }
    }

    @Alternative
    @Singleton
    static class WrongClock {

        @Produces
        @Singleton
        @Alternative
        Clock clock() {
            return Clock.offset(Clock.systemUTC(), Duration.ofDays(1));
        }
    }

    @Test
    void endsNobodysSessionAndNoSignIn() {
        Browser signedIn = Browser.of(Rows.person("Ada Example").id());
        Browser signingIn = new Browser();
        String state = signingIn.startSigningIn("/account/identities").get("state");
        Browser ended = Browser.of(Rows.person("Ada Example").id());
        Database.execute(
                "update browser_session set expires_at = now() - interval '1 second' where secret_hash = ?",
                ended.hash());

        await(() -> Database.count("browser_session where secret_hash = ?", ended.hash()) == 0);

        assertThat(signedIn.get("/account/identities").statusCode()).isEqualTo(200);
        assertThat(Database.count("oauth_state")).isPositive();
        assertThat(signingIn
                        .comeBack(
                                state,
                                TestGitHub.person(Rows.unique("ada"), "Ada Example", null)
                                        .code())
                        .statusCode())
                .isNotEqualTo(400);
        assertThat(Database.count("browser_session where expires_at > now() + interval '7 days 1 minute'"))
                .isZero();
    }

    @Test
    void storesTheLastUseByTheDatabasesClock() {
        Person ada = Rows.person("Ada Example");
        given().header("Authorization", ada.authorization())
                .get("/api/user")
                .then()
                .statusCode(200);

        await(() -> Database.count("access_token where user_id = ? and last_used_at is not null", ada.id()) == 1);

        assertThat(Database.count("access_token where user_id = ? and last_used_at <= now()", ada.id()))
                .isEqualTo(1);
    }

    @Test
    void isReportedForOperators() {
        Response wellness = given().get(management.resolve("/q/health/well"));
        assertThat(wellness.statusCode()).isEqualTo(503);
        assertThat(wellness.asString()).containsPattern("86[34]\\d{5} ms ahead of the database's");
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean() && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }
}
