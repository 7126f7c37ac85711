package dev.rollcall.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rollcall.http.ApiException;
import dev.rollcall.jwt.KeyServers;
import dev.rollcall.provider.OAuthRegistration.OpenId;
import dev.rollcall.provider.UserInfo;
import dev.rollcall.testing.TestIssuer;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.keys.HmacKey;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class IdTokensTest {

    private static final String CLIENT = "client-of-ours";
    private static final String NONCE = "nonce-of-this-sign-in";

    @Inject
    KeyServers servers;

    @Inject
    ObjectMapper json;

    private final TestIssuer issuer = new TestIssuer("id-tokens");
    private final Map<String, Object> claims = new HashMap<>(issuer.claims("4711"));
    private IdTokens tokens;

    @BeforeEach
    void make() {
        tokens = new IdTokens(servers, Clock.systemUTC(), json);
        claims.put("aud", CLIENT);
        claims.put("nonce", NONCE);
    }

    @Test
    void readsTheSubjectOfAGoodToken() {
        assertThat(subject()).contains("4711");
        claims.put("azp", CLIENT);
        claims.put("aud", List.of("another", CLIENT));
        assertThat(subject()).contains("4711");
    }

    @Test
    void refusesATokenOfAnotherSignIn() {
        claims.put("nonce", "nonce-of-another");
        assertThat(subject()).isEmpty();
        claims.remove("nonce");
        assertThat(subject()).isEmpty();
        claims.put("nonce", 4711);
        assertThat(subject()).isEmpty();
    }

    @Test
    void refusesATokenForSomebodyElse() {
        claims.put("aud", "another");
        assertThat(subject()).isEmpty();
        claims.put("aud", List.of("another", CLIENT));
        assertThat(subject()).isEmpty();
        claims.put("azp", "another");
        assertThat(subject()).isEmpty();
    }

    @Test
    void refusesATokenOfAnotherIssuer() {
        claims.put("iss", issuer.url() + "/another");
        assertThat(subject()).isEmpty();
    }

    @Test
    void refusesATokenThatHasExpiredOrNeverDoes() {
        claims.put("exp", Instant.now().minusSeconds(60).getEpochSecond());
        assertThat(subject()).isEmpty();
        claims.remove("exp");
        assertThat(subject()).isEmpty();
    }

    @Test
    void readsATokenWhoseOtherClaimsAreOdd() {
        for (Object odd : List.of(5, true, List.of("a@b"), Map.of("a", 1))) {
            for (String claim : List.of("name", "email", "email_verified", "preferred_username", "picture", "hd")) {
                claims.put(claim, odd);
            }
            assertThat(subject()).contains("4711");
        }
    }

    @Test
    void refusesATokenWithoutASubject() {
        claims.remove("sub");
        assertThat(subject()).isEmpty();
    }

    @Test
    void refusesATokenThatTheIssuerHasNotSigned() throws Exception {
        assertThat(subject(issuer.sign(claims, TestIssuer.newKey()))).isEmpty();
        JsonWebSignature none = TestIssuer.unsigned(claims);
        none.setAlgorithmHeaderValue(AlgorithmIdentifiers.NONE);
        assertThat(subject(TestIssuer.serialize(none))).isEmpty();
        JsonWebSignature hmac = TestIssuer.unsigned(claims);
        hmac.setAlgorithmHeaderValue(AlgorithmIdentifiers.HMAC_SHA256);
        hmac.setKeyIdHeaderValue(issuer.key().getKeyId());
        hmac.setKey(new HmacKey(issuer.key().getPublicKey().getEncoded()));
        assertThat(subject(TestIssuer.serialize(hmac))).isEmpty();
        assertThat(subject("no token")).isEmpty();
    }

    @Test
    void refusesATokenInAnotherForm() throws Exception {
        String token = issuer.sign(claims);
        assertThat(subject(token)).isPresent();

        assertThat(subject(token.replaceFirst("\\.", "!."))).isEmpty();
        assertThat(subject(token + "=")).isEmpty();
        JsonWebSignature critical = signed();
        critical.setHeader("crit", List.of());
        assertThat(subject(TestIssuer.serialize(critical))).isEmpty();
        JsonWebSignature nested = signed();
        nested.setPayload(token);
        nested.setHeader("cty", "JWT");
        assertThat(subject(TestIssuer.serialize(nested))).isEmpty();
    }

    private JsonWebSignature signed() {
        JsonWebSignature token = TestIssuer.unsigned(claims);
        token.setAlgorithmHeaderValue("ES256");
        token.setKeyIdHeaderValue(issuer.key().getKeyId());
        token.setKey(issuer.key().getPrivateKey());
        return token;
    }

    @Test
    void cannotTellWithoutTheIssuersKeys() {
        issuer.put("");

        assertThatThrownBy(this::subject).isInstanceOf(ApiException.class);
    }

    private Optional<String> subject() {
        return subject(issuer.sign(claims));
    }

    private Optional<String> subject(String token) {
        return tokens.claims(token, new OpenId(issuer.url(), issuer.url() + "/keys"), CLIENT, NONCE)
                .map(UserInfo::sub);
    }
}
