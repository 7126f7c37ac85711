package dev.rollcall.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.rollcall.identity.Identity;
import dev.rollcall.identity.ProviderTokens;
import dev.rollcall.identity.ProviderTokens.Stored;
import dev.rollcall.identity.TokensUnder;
import dev.rollcall.provider.ProviderToken;
import dev.rollcall.testing.Database;
import dev.rollcall.testing.Statements;
import dev.rollcall.testing.TestSettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;
import org.hibernate.StatelessSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@QuarkusTest
@Tag("postgresql")
class ReencryptionTest {

    private static final ProviderToken FULL =
            new ProviderToken("gho_access", "ghr_refresh", Instant.parse("2031-02-03T04:05:06Z"), "repo read:org");
    private static final ProviderToken BARE = new ProviderToken("gho_only", null, null, "");
    private static final ProviderToken NEW = new ProviderToken("gho_new", "ghr_new", null, "");

    @Inject
    Reencryption reencryption;

    @Inject
    ProviderTokens tokens;

    @Inject
    MeterRegistry metrics;

    @Inject
    Session database;

    @Inject
    StatelessSession stateless;

    /** Marks the identities of one test: no others have this instance. */
    private final String instance = "https://" + UUID.randomUUID() + ".example.com";

    private ProviderTokens before;

    @BeforeEach
    void keepTokensAsBeforeTheFirstKeyWasChanged() {
        before = TokensUnder.ring(database, KeyRings.of(database, TestSettings.OLD_ENCRYPTION_KEY));
        reencryption.run();
    }

    @Test
    void putsTokensUnderTheFirstKeyAndChangesNothingElse() {
        List<Identity> identities = identities(2);
        storeBefore(identities.get(0), FULL);
        storeBefore(identities.get(0), FULL);
        storeBefore(identities.get(1), BARE);
        OffsetDateTime updated = updatedAt(identities.get(0));
        double count = reencrypted();

        reencryption.run();

        assertThat(underOldKey()).isZero();
        assertThat(find(identities.get(0))).contains(new Stored(FULL, 2));
        assertThat(find(identities.get(1))).contains(new Stored(BARE, 1));
        assertThat(updatedAt(identities.get(0))).isEqualTo(updated);
        assertThat(reencrypted() - count).isEqualTo(2);
        assertThatIllegalStateException()
                .as("what the old key read")
                .isThrownBy(() -> QuarkusTransaction.requiringNew().call(() -> before.find(identities.get(0))));
    }

    @Test
    void leavesTokensUnderTheFirstKeyAlone() {
        Identity ada = identities(1).get(0);
        QuarkusTransaction.requiringNew().run(() -> tokens.store(ada, FULL));
        byte[] encrypted = accessToken(ada);

        reencryption.run();

        assertThat(accessToken(ada)).isEqualTo(encrypted);
    }

    @Test
    void takesAsManyBatchesAsThereAre() {
        List<Identity> identities = identities(1001);
        QuarkusTransaction.requiringNew().run(() -> identities.forEach(identity -> before.store(identity, FULL)));
        assertThat(underOldKey()).isEqualTo(1001);

        reencryption.run();

        assertThat(underOldKey()).isZero();
        assertThat(find(identities.get(1000))).contains(new Stored(FULL, 1));
    }

    @Test
    void passesByWhatIsBeingReplacedAndComesBackForIt() {
        List<Identity> identities = identities(3);
        identities.forEach(identity -> storeBefore(identity, FULL));

        QuarkusTransaction.requiringNew().run(() -> {
            before.store(identities.get(1), NEW);
            reencryption.run();
        });

        assertThat(underOldKey()).isEqualTo(1);
        reencryption.run();
        assertThat(underOldKey()).isZero();
        assertThat(find(identities.get(0))).contains(new Stored(FULL, 1));
        assertThat(find(identities.get(1))).contains(new Stored(NEW, 2));
    }

    @Test
    void leavesWhatDoesNotDecryptAndGoesOn() {
        List<Identity> identities = identities(3);
        identities.forEach(identity -> storeBefore(identity, FULL));
        Identity altered = identities.get(1);
        Database.execute(
                "update identity_token set access_token = set_byte(access_token, 20, 255 - get_byte(access_token, 20))"
                        + " where identity_id = ?",
                altered.id);
        byte[] encrypted = accessToken(altered);

        reencryption.run();

        assertThat(underOldKey()).isEqualTo(1);
        assertThat(accessToken(altered)).isEqualTo(encrypted);
        Database.execute("delete from identity where id = ?", altered.id);
    }

    @Test
    void costsNothingWithOneKey() {
        Reencryption alone = new Reencryption(
                KeyRings.of(database, TestSettings.ENCRYPTION_KEY),
                KeyRings.tables(),
                stateless,
                new SimpleMeterRegistry());
        Reencryption keyless =
                new Reencryption(KeyRings.of(database), KeyRings.tables(), stateless, new SimpleMeterRegistry());

        try (Statements statements = new Statements()) {
            alone.run();
            keyless.run();
            assertThat(statements.count()).isZero();
        }
    }

    private List<Identity> identities(int number) {
        Database.execute("""
                with people as (
                    insert into app_user (id, kind, name)
                    select gen_random_uuid(), 'person', 'Ada Example' from generate_series(1, ?) returning id)
                insert into identity (id, user_id, provider, instance, subject)
                select gen_random_uuid(), id, 'gitlab.com', ?, id::text from people
                """, number, instance);
        return QuarkusTransaction.requiringNew().call(() -> Identity.list("instance = ?1 order by id", instance));
    }

    private void storeBefore(Identity identity, ProviderToken token) {
        QuarkusTransaction.requiringNew().run(() -> before.store(identity, token));
    }

    private Optional<Stored> find(Identity identity) {
        return QuarkusTransaction.requiringNew().call(() -> tokens.find(identity));
    }

    private long underOldKey() {
        return Database.count(
                "identity_token t join identity i on i.id = t.identity_id where i.instance = ? and t.key_id = ?",
                instance,
                KeyRings.id(TestSettings.OLD_ENCRYPTION_KEY));
    }

    private static OffsetDateTime updatedAt(Identity identity) {
        return Database.value(
                OffsetDateTime.class, "select updated_at from identity_token where identity_id = ?", identity.id);
    }

    private static byte[] accessToken(Identity identity) {
        return Database.value(
                byte[].class, "select access_token from identity_token where identity_id = ?", identity.id);
    }

    private double reencrypted() {
        return metrics.counter("rollcall.encryption.reencrypted").count();
    }
}
