package dev.rollcall.signin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.security.TokenSecret;
import dev.rollcall.testing.Browser;
import dev.rollcall.testing.Database;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@QuarkusTest
@Tag("postgresql")
class OAuthStatesTest {

    @Inject
    OAuthStates states;

    @Test
    void deletesSignInsThatNobodyFinished() {
        byte[] late = state();
        byte[] onItsWay = state();
        Database.execute("update oauth_state set expires_at = now() where state_hash = ?", late);

        states.deleteUnfinished();

        assertThat(Database.count("oauth_state where state_hash = ?", late)).isZero();
        assertThat(Database.count("oauth_state where state_hash = ?", onItsWay)).isEqualTo(1);
    }

    private static byte[] state() {
        return TokenSecret.hash(new Browser().startSigningIn("/").get("state"));
    }
}
