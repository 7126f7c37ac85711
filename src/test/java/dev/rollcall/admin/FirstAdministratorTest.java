package dev.rollcall.admin;

import static dev.rollcall.testing.Rows.unique;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.rollcall.audit.AuditLog;
import dev.rollcall.security.TokenSecret;
import dev.rollcall.testing.Database;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Person;
import dev.rollcall.token.AccessToken;
import dev.rollcall.user.User;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each test starts in a transaction that is rolled back, because a database has one first administrator. */
@QuarkusTest
class FirstAdministratorTest {

    private static final String TOKEN = "pul-00112233445566778899aabbccddeeff00112233";

    @Inject
    EntityManager database;

    @Inject
    AuditLog audit;

    private record Settings(Optional<String> login, Optional<String> token) implements FirstAdministratorConfig {}

    private final String token = newToken();

    private static String newToken() {
        byte[] bytes = new byte[20];
        new SecureRandom().nextBytes(bytes);
        return "pul-" + HexFormat.of().formatHex(bytes);
    }

    @BeforeEach
    void begin() {
        QuarkusTransaction.begin();
    }

    @AfterEach
    void rollBack() {
        QuarkusTransaction.rollback();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "root-admin |  | rollcall.bootstrap.token must be 'pul-' and 40 lower-case hex digits, for example pul-$(openssl rand -hex 20)",
                "| " + TOKEN + " | rollcall.bootstrap.token needs rollcall.bootstrap.login: set both, or neither",
                "root-admin | secret | rollcall.bootstrap.token must be 'pul-' and 40 lower-case hex digits, for example pul-$(openssl rand -hex 20)",
                "- | " + TOKEN
                        + " | rollcall.bootstrap.login must be 3 to 40 letters, digits, hyphens or underscores, and must begin and end with a letter or digit",
                "api | " + TOKEN
                        + " | rollcall.bootstrap.login: 'api' is the beginning of a path of this service. Choose another login"
            })
    void isRefusedWithHalfOfTheSettingsOrMalformedOnes(String login, String secret, String sentence) {
        assertThatIllegalStateException().isThrownBy(() -> start(login, secret)).withMessage(sentence);
        assertThat(bootstraps()).isZero();
    }

    @Test
    void isNobodyWithoutSettings() {
        start(null, null);

        assertThat(bootstraps()).isZero();
    }

    @Test
    void isRefusedUnderTheNameOfAnOrganization() {
        String acme = unique("Acme");
        Rows.organization(acme, "Acme");

        assertTaken(acme.toLowerCase(Locale.ROOT));
    }

    @Test
    void isNobodyWhoIsNoActiveSiteAdministrator() {
        Person ada = Rows.person("Ada Example");
        assertTaken(ada.login());

        Database.execute("update app_user set site_admin = true, state = 'suspended' where id = ?", ada.id());
        assertTaken(ada.login());

        assertThat(User.<User>findById(ada.id()).state).isEqualTo(User.State.SUSPENDED);
    }

    @Test
    void canBeCreatedUnderAnotherNameAfterARefusal() {
        Person ada = Rows.person("Ada Example");
        assertTaken(ada.login());
        String login = unique("root");

        start(login, token);

        assertThat(User.byLogin(login).orElseThrow().siteAdmin).isTrue();
        assertThat(tokens()).isEqualTo(1);
        assertThat(database.createNativeQuery("select token_id from bootstrap", UUID.class)
                        .getSingleResult())
                .isEqualTo(
                        AccessToken.<AccessToken>find("secretHash", hash(token)).singleResult().id);
    }

    @Test
    void isCreatedOncePerDatabase() {
        start(unique("root"), token);
        String second = newToken();

        start(unique("root"), second);

        assertThat(AccessToken.count("secretHash = ?1", hash(second))).isZero();
    }

    @Test
    void isAnActiveSiteAdministratorWhoGetsANewTokenAndNoOlderOne() {
        Person ada = Rows.person("Ada Example");
        Database.execute("update app_user set site_admin = true where id = ?", ada.id());
        assertThatIllegalStateException()
                .isThrownBy(() -> start(ada.login(), ada.token()))
                .withMessage("rollcall.bootstrap.token is an older token. Generate a new one: pul-$(openssl rand -hex"
                        + " 20)");
        reset();

        start(ada.login().toUpperCase(Locale.ROOT), token);

        assertThat(AccessToken.count("secretHash = ?1 and userId = ?2", hash(token), ada.id()))
                .isEqualTo(1);
    }

    private void assertTaken(String login) {
        assertThatIllegalStateException()
                .isThrownBy(() -> start(login, token))
                .withMessage("rollcall.bootstrap.login: the name '" + login
                        + "' is taken, and not by an active site administrator. Choose another one");
        assertThat(tokens()).isZero();
        reset();
    }

    /** As an operator does. */
    private void reset() {
        database.createNativeQuery("delete from bootstrap").executeUpdate();
        database.clear();
    }

    private void start(String login, String secret) {
        new FirstAdministrator(
                        new Settings(Optional.ofNullable(login), Optional.ofNullable(secret)),
                        database,
                        audit,
                        Clock.systemUTC())
                .create(new StartupEvent());
    }

    private long bootstraps() {
        return ((Number) database.createNativeQuery("select count(*) from bootstrap")
                        .getSingleResult())
                .longValue();
    }

    private long tokens() {
        return AccessToken.count("secretHash = ?1", hash(token));
    }

    private static byte[] hash(String token) {
        return TokenSecret.parse(token).orElseThrow().hash();
    }
}
