package dev.rollcall.email;

import static dev.rollcall.testing.Rows.unique;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.Database;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Person;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
class EmailVerificationsTest {

    @Inject
    EmailVerifications verifications;

    private final Person ada = Rows.person("Ada Example");

    @Test
    void deletesWhatWasNotVerifiedInTimeAndNothingElse() {
        waiting("late@example.com", "-1 second");
        waiting("early@example.com", "1 hour");

        verifications.deleteExpired();

        assertThat(Database.value(
                        String.class,
                        "select string_agg(email, ',') from email_verification where user_id = ?",
                        ada.id()))
                .isEqualTo("early@example.com");
    }

    private void waiting(String email, String expires) {
        Database.execute(
                "insert into email_verification (id, user_id, email, purpose, code_hash, expires_at)"
                        + " values (?, ?, ?, 'change', sha256(?::text::bytea), now() + ?::interval)",
                UUID.randomUUID(),
                ada.id(),
                email,
                unique("code"),
                expires);
    }
}
