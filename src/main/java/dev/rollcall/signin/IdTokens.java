package dev.rollcall.signin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rollcall.http.ApiException;
import dev.rollcall.jwt.CompactToken;
import dev.rollcall.jwt.IssuerKeys;
import dev.rollcall.jwt.JwtIssuer;
import dev.rollcall.jwt.KeyServers;
import dev.rollcall.provider.OAuthRegistration.OpenId;
import dev.rollcall.provider.UserInfo;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.ErrorCodeValidator;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.jwt.consumer.JwtContext;
import org.jose4j.jwt.consumer.Validator;

/** Verifies the ID tokens of OpenID Connect providers (OpenID Connect Core, section 3.1.3.7). */
@ApplicationScoped
class IdTokens {

    private final KeyServers servers;
    private final Clock clock;
    private final ObjectMapper json;

    /** Keys by the URL that publishes them. */
    private final Map<String, IssuerKeys> keys = new ConcurrentHashMap<>();

    IdTokens(KeyServers servers, Clock clock, ObjectMapper json) {
        this.servers = servers;
        this.clock = clock;
        this.json = json;
    }

    /**
     * Verifies an ID token and returns its claims.
     *
     * @param nonce the nonce of this sign-in's authorization URL
     * @return empty if the token is invalid or belongs to another sign-in
     * @throws ApiException 503 if the provider's keys cannot be fetched, so the token cannot be verified
     */
    Optional<UserInfo> claims(String token, OpenId openId, String clientId, String nonce) {
        if (!CompactToken.isStrict(token)) {
            Log.warnf("Refused an ID token of %s: it is no signed JWT", openId.issuer());
            return Optional.empty();
        }
        try {
            JwtClaims claims = new JwtConsumerBuilder()
                    .setJwsAlgorithmConstraints(JwtIssuer.ASYMMETRIC)
                    .setVerificationKeyResolver(keys(openId.keysUrl()))
                    .setExpectedIssuer(openId.issuer())
                    .setExpectedAudience(clientId)
                    .setRequireExpirationTime()
                    .setRequireIssuedAt()
                    .setRequireSubject()
                    .setEvaluationTime(NumericDate.fromMilliseconds(clock.millis()))
                    .setAllowedClockSkewInSeconds(JwtIssuer.CLOCK_SKEW_SECONDS)
                    .registerValidator((Validator) IdTokens::refuseOtherForms)
                    .registerValidator((Validator) context -> refuseTokensForOthers(context, clientId))
                    .registerValidator((Validator) context -> refuseOtherSignIns(context, nonce))
                    .build()
                    .processToClaims(token);
            return Optional.of(json.readValue(claims.toJson(), UserInfo.class));
        } catch (InvalidJwtException refused) {
            if (refused.getCause() instanceof ApiException unavailable) {
                throw unavailable;
            }
            // Only the codes, because jose4j's messages quote the token.
            Log.warnf(
                    "Refused an ID token of %s. Error codes of jose4j: %s",
                    openId.issuer(),
                    refused.getErrorDetails().stream()
                            .map(ErrorCodeValidator.Error::getErrorCode)
                            .toList());
            return Optional.empty();
        } catch (JsonProcessingException noText) {
            // The subject is no text. The other claims may be anything.
            return Optional.empty();
        }
    }

    private IssuerKeys keys(String url) {
        // Counts no failures: the person sees them on a page, and IssuerKeys logs them.
        return keys.computeIfAbsent(url, address -> servers.keys(address, address, () -> {}));
    }

    private static String refuseOtherForms(JwtContext token) {
        return CompactToken.isPlain(token) ? null : "The token has critical extensions or contains another token";
    }

    /** A token with several audiences must name this client in {@code azp}, and {@code azp} never another client. */
    private static String refuseTokensForOthers(JwtContext token, String clientId) throws MalformedClaimException {
        JwtClaims claims = token.getJwtClaims();
        boolean named = claims.hasClaim("azp");
        if (!named && claims.getAudience().size() > 1) {
            return "The token has several audiences and no azp";
        }
        return named && !clientId.equals(claims.getStringClaimValue("azp")) ? "The token is for another client" : null;
    }

    private static String refuseOtherSignIns(JwtContext token, String nonce) throws MalformedClaimException {
        return nonce.equals(token.getJwtClaims().getStringClaimValue("nonce"))
                ? null
                : "The token belongs to another sign-in";
    }
}
