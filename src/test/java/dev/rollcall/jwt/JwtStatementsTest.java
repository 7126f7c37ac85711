package dev.rollcall.jwt;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.IssuersResource;
import dev.rollcall.testing.Statements;
import dev.rollcall.testing.TestIssuer;
import io.quarkus.test.junit.QuarkusTest;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.UUID;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jose4j.jws.JsonWebSignature;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients cannot see: the number of SQL statements, and a key that only tests have. */
@QuarkusTest
@Tag("postgresql")
class JwtStatementsTest {

    private final TestIssuer company = new TestIssuer(IssuersResource.COMPANY);

    @ParameterizedTest
    @ValueSource(strings = {"/api/user", "/api/user/organizations/default"})
    void authenticatesAndAnswersInOneStatement(String path) {
        String token = company.token(UUID.randomUUID().toString());
        assertThat(status(token, path)).isEqualTo(200);

        try (Statements statements = new Statements()) {
            assertThat(status(token, path)).isEqualTo(200);
            assertThat(statements.count()).isEqualTo(1);
        }
    }

    @Test
    void asksTheDatabaseNothingAboutATokenThatIsNotGood() {
        String token = company.token(UUID.randomUUID().toString());

        try (Statements statements = new Statements()) {
            assertThat(status(token.substring(0, token.length() - 4) + "AAAA", "/api/user"))
                    .isEqualTo(401);
            assertThat(statements.count()).isZero();
        }
    }

    @Test
    void refusesATokenSignedWithTheKeyThatQuarkusMakesForTests() throws Exception {
        String generated = ConfigProvider.getConfig().getValue("smallrye.jwt.sign.key", String.class);
        PrivateKey key = KeyFactory.getInstance("RSA")
                .generatePrivate(new PKCS8EncodedKeySpec(
                        Base64.getMimeDecoder().decode(generated.replaceAll("-----[A-Z ]+-----", ""))));
        JsonWebSignature token =
                TestIssuer.unsigned(company.claims(UUID.randomUUID().toString()));
        token.setAlgorithmHeaderValue("RS256");
        token.setKey(key);

        assertThat(status(TestIssuer.serialize(token), "/api/user")).isEqualTo(401);
    }

    private static int status(String token, String path) {
        return given().header("Authorization", "Bearer " + token).get(path).statusCode();
    }
}
