package dev.rollcall.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.security.TokenSecret;
import dev.rollcall.testing.Browser;
import dev.rollcall.testing.Database;
import dev.rollcall.testing.Rows;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What happens by itself. */
@QuarkusTest
@Tag("postgresql")
class BrowserSessionsTest {

    @Inject
    BrowserSessions sessions;

    @Test
    void deletesWhatHasEnded() {
        Browser busy = Browser.of(Rows.person("Ada Example").id());
        Browser idle = Browser.of(Rows.person("Ada Example").id());
        Browser old = Browser.of(Rows.person("Ada Example").id());
        Browser away = new Browser();
        away.startSigningIn("/");
        change(idle, "last_seen_at = now() - interval '13 hours'");
        change(old, "expires_at = now() - interval '1 second'");

        sessions.deleteEnded();

        assertThat(count(busy)).isEqualTo(1);
        assertThat(count(away)).isEqualTo(1);
        assertThat(count(idle)).isZero();
        assertThat(count(old)).isZero();
    }

    @Test
    void keepsSessionsWithoutAPersonForMinutesOnly() {
        Browser away = new Browser();
        away.startSigningIn("/");
        assertThat(Database.count(
                        "browser_session where secret_hash = ? and user_id is null and expires_at between"
                                + " now() + interval '9 minutes' and now() + interval '10 minutes'",
                        away.hash()))
                .isEqualTo(1);
        change(away, "expires_at = expires_at - interval '8 minutes'");
        String state = away.startSigningIn("/").get("state");
        assertThat(Database.count(
                        "browser_session s join oauth_state o on o.session_id = s.id where o.state_hash = ?"
                                + " and s.expires_at >= o.expires_at",
                        TokenSecret.hash(state)))
                .isEqualTo(1);

        change(away, "expires_at = expires_at - interval '10 minutes'");
        sessions.deleteEnded();

        assertThat(count(away)).isZero();
    }

    private static void change(Browser browser, String change) {
        Database.execute("update browser_session set " + change + " where secret_hash = ?", browser.hash());
    }

    private static long count(Browser browser) {
        return Database.count("browser_session where secret_hash = ?", browser.hash());
    }
}
