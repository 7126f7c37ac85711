package dev.rollcall.invite;

import static dev.rollcall.testing.Rows.unique;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.Database;
import dev.rollcall.testing.Invitations;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Organization;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class InviteExpiryTest {

    @Inject
    InviteExpiry expiry;

    private final Organization acme = Rows.organization(unique("acme"), "Acme");
    private final UUID invite = Invitations.invite(acme, null);

    @ParameterizedTest
    @ValueSource(strings = {"accepted_at", "canceled_at", "expires_at"})
    void deletesWhatEndedThreeMonthsAgo(String column) {
        Database.execute("update invite set " + column + " = now() - interval '89 days' where id = ?", invite);
        expiry.delete();
        assertThat(isThere()).isTrue();

        Database.execute("update invite set " + column + " = now() - interval '91 days' where id = ?", invite);
        expiry.delete();
        assertThat(isThere()).isFalse();
    }

    @Test
    void keepsAnOldOneThatWasSentAgain() {
        Database.execute(
                "update invite set created_at = now() - interval '1 year', expires_at = now() + interval '1 day'"
                        + " where id = ?",
                invite);

        expiry.delete();

        assertThat(isThere()).isTrue();
    }

    private boolean isThere() {
        return Database.count("invite where id = ?", invite) == 1;
    }
}
