package dev.rollcall.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.identity.ProviderTokens.Stored;
import dev.rollcall.provider.IdentityProvider;
import dev.rollcall.provider.ProviderToken;
import dev.rollcall.provider.Providers;
import dev.rollcall.testing.Database;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.TestSettings;
import dev.rollcall.vault.KeyRings;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.transaction.TransactionalException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@QuarkusTest
@Tag("postgresql")
class ProviderTokensTest {

    private static final ProviderToken FULL = new ProviderToken(
            "gho_access", "ghr_refresh", Instant.parse("2031-02-03T04:05:06.789012Z"), "repo read:org");
    private static final ProviderToken BARE = new ProviderToken("gho_only", null, null, "");

    @Inject
    ProviderTokens tokens;

    @Inject
    Session database;

    @Inject
    Providers providers;

    private final Identity ada = identity();

    private static Identity identity() {
        Identity identity = new Identity(
                Rows.person("Ada Example").id(),
                IdentityProvider.GITHUB,
                "https://github.com",
                UUID.randomUUID().toString(),
                "ada");
        QuarkusTransaction.requiringNew().run(identity::persist);
        return identity;
    }

    @Test
    void findsWhatWasStored() {
        assertThat(find(ada)).isEmpty();

        store(ada, FULL);

        assertThat(find(ada)).contains(new Stored(FULL, 1));
    }

    @Test
    void findsATokenOfWhichTheProviderSaidNothing() {
        store(ada, BARE);

        assertThat(find(ada)).contains(new Stored(BARE, 1));
    }

    @Test
    void takesAnIdentityOfTheSameTransaction() {
        Identity identity = new Identity(
                Rows.person("Grace Example").id(),
                IdentityProvider.GITLAB,
                "https://gitlab.com",
                UUID.randomUUID().toString(),
                "grace");

        QuarkusTransaction.requiringNew().run(() -> {
            identity.persist();
            tokens.store(identity, FULL);
        });

        assertThat(find(identity)).contains(new Stored(FULL, 1));
    }

    @Test
    void storesInPlaceOfWhatWasThere() {
        store(ada, FULL);
        store(ada, BARE);

        assertThat(find(ada)).contains(new Stored(BARE, 2));
    }

    @Test
    void replacesWhatSomebodyReadAndNothingElse() {
        store(ada, FULL);

        assertThat(replace(ada, 1, BARE)).isTrue();
        assertThat(find(ada)).contains(new Stored(BARE, 2));

        assertThat(replace(ada, 1, FULL)).isFalse();
        assertThat(find(ada)).contains(new Stored(BARE, 2));
    }

    @Test
    void replacesNothingThatIsGone() {
        assertThat(replace(ada, 1, FULL)).isFalse();
        assertThat(find(ada)).isEmpty();
    }

    @Test
    void belongsToTheCallersTransaction() {
        QuarkusTransaction.begin();
        tokens.store(ada, FULL);
        QuarkusTransaction.rollback();

        assertThat(find(ada)).isEmpty();
        assertThatThrownBy(() -> tokens.find(ada)).isInstanceOf(TransactionalException.class);
        assertThatThrownBy(() -> tokens.store(ada, FULL)).isInstanceOf(TransactionalException.class);
        assertThatThrownBy(() -> tokens.replace(ada, 1, FULL)).isInstanceOf(TransactionalException.class);
    }

    @Test
    void storesNothingReadableAndTheFirstKeysId() {
        store(ada, FULL);

        assertThat(bytes("access_token")).hasSize(29 + FULL.accessToken().length());
        assertThat(new String(bytes("access_token"), StandardCharsets.ISO_8859_1))
                .doesNotContain("gho");
        assertThat(new String(bytes("refresh_token"), StandardCharsets.ISO_8859_1))
                .doesNotContain("ghr");
        assertThat(Database.value(String.class, "select key_id from identity_token where identity_id = ?", ada.id))
                .isEqualTo(KeyRings.id(TestSettings.ENCRYPTION_KEY));
    }

    private byte[] bytes(String column) {
        return Database.value(byte[].class, "select " + column + " from identity_token where identity_id = ?", ada.id);
    }

    @Test
    void refusesATokenThatWasCopiedFromAnotherRow() {
        Identity grace = identity();
        store(ada, FULL);
        store(grace, FULL);

        copy("access_token = other.access_token", grace, ada);

        assertDoesNotDecrypt(ada);
        assertThat(find(grace)).isPresent();
    }

    @Test
    void refusesARefreshTokenThatWasCopiedFromAnotherRow() {
        Identity grace = identity();
        store(ada, FULL);
        store(grace, FULL);

        copy("refresh_token = other.refresh_token", grace, ada);

        assertDoesNotDecrypt(ada);
    }

    @Test
    void refusesATokenThatWasCopiedFromTheOtherColumn() {
        store(ada, FULL);

        copy("access_token = other.refresh_token", ada, ada);

        assertDoesNotDecrypt(ada);
    }

    @Test
    void refusesATokenWhoseIdentityBecameAnothers() {
        store(ada, FULL);
        Identity changed = new Identity(ada.userId, ada.provider, ada.instance, "another subject", "ada");
        changed.id = ada.id;

        assertDoesNotDecrypt(changed);

        changed.subject = ada.subject;
        assertThat(find(changed)).isPresent();

        changed.userId = UUID.randomUUID();
        assertDoesNotDecrypt(changed);

        changed.userId = ada.userId;
        changed.instance = "https://github.example.com";
        assertDoesNotDecrypt(changed);

        changed.instance = ada.instance;
        changed.provider = IdentityProvider.GITLAB;
        assertDoesNotDecrypt(changed);
    }

    private static void copy(String assignment, Identity from, Identity to) {
        Database.execute(
                "update identity_token t set " + assignment
                        + " from identity_token other where other.identity_id = ? and t.identity_id = ?",
                from.id,
                to.id);
    }

    private void assertDoesNotDecrypt(Identity identity) {
        assertThatIllegalStateException()
                .isThrownBy(() -> find(identity))
                .withMessage("The token of identity " + identity.id + " does not decrypt with key "
                        + KeyRings.id(TestSettings.ENCRYPTION_KEY));
    }

    @Test
    void goesWithItsIdentityAndKeepsItsKey() {
        store(ada, FULL);

        assertThatIllegalStateException()
                .isThrownBy(() -> Database.execute(
                        "delete from encryption_key where id = ?", KeyRings.id(TestSettings.ENCRYPTION_KEY)));

        Database.execute("delete from identity where id = ?", ada.id);
        assertThat(Database.count("identity_token where identity_id = ?", ada.id))
                .isZero();
    }

    @Test
    void storesNothingWithoutAKey() {
        ProviderTokens keyless = new ProviderTokens(database, KeyRings.of(database), null);

        assertThatIllegalStateException()
                .isThrownBy(() -> QuarkusTransaction.requiringNew().run(() -> keyless.store(ada, FULL)))
                .withMessage(
                        "rollcall.encryption.keys is empty, so Rollcall cannot store tokens of providers. Add a key");
        assertThat(QuarkusTransaction.requiringNew().call(() -> keyless.find(ada)))
                .isEmpty();
    }

    @Test
    void refusesToStartWithAProviderAndWithoutAKey() {
        ProviderTokens keyless = new ProviderTokens(database, KeyRings.of(database), null);

        assertThatIllegalStateException()
                .isThrownBy(() -> keyless.refuseToLackKeys(new StartupEvent(), providers))
                .withMessageStartingWith("rollcall.encryption.keys is needed to store the tokens of ")
                .withMessageEndingWith(", for example of: openssl rand -base64 32");
    }

    @Test
    void saysWhichKeyItLacks() {
        store(ada, FULL);
        ProviderTokens other = new ProviderTokens(database, KeyRings.of(database, KeyRings.randomKey()), null);

        assertThatIllegalStateException()
                .isThrownBy(() -> QuarkusTransaction.requiringNew().call(() -> other.find(ada)))
                .withMessage("rollcall.encryption.keys lacks key " + KeyRings.id(TestSettings.ENCRYPTION_KEY));
    }

    private void store(Identity identity, ProviderToken token) {
        QuarkusTransaction.requiringNew().run(() -> tokens.store(identity, token));
    }

    private boolean replace(Identity identity, long version, ProviderToken token) {
        return QuarkusTransaction.requiringNew().call(() -> tokens.replace(identity, version, token));
    }

    private Optional<Stored> find(Identity identity) {
        return QuarkusTransaction.requiringNew().call(() -> tokens.find(identity));
    }
}
