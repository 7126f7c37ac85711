package dev.rollcall.signin;

import dev.rollcall.http.ApiException;
import dev.rollcall.jwt.IssuerKeys;
import dev.rollcall.jwt.JwtConfig;
import dev.rollcall.jwt.JwtIssuer;
import dev.rollcall.jwt.JwtIssuers;
import dev.rollcall.provider.OAuthRegistration.OpenId;
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

/** Checks who signed in, as providers with OpenID Connect say it (OpenID Connect Core, section 3.1.3.7). */
@ApplicationScoped
class IdTokens {

    private final JwtConfig config;
    private final Clock clock;

    /** By their address: one per provider. */
    private final Map<String, IssuerKeys> keys = new ConcurrentHashMap<>();

    IdTokens(JwtConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
    }

    /**
     * Reads whom an ID token is about.
     *
     * @param nonce that the browser was sent with
     * @return empty if it is not a good token for this sign-in
     * @throws ApiException 503, if nobody can tell, since the provider's keys are out of reach
     */
    Optional<String> subject(String token, OpenId openId, String clientId, String nonce) {
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
                    .registerValidator((Validator) context -> refuseTokensForOthers(context, clientId))
                    .registerValidator((Validator) context -> refuseOtherSignIns(context, nonce))
                    .build()
                    .processToClaims(token);
            return Optional.of(claims.getSubject());
        } catch (InvalidJwtException refused) {
            if (refused.getCause() instanceof ApiException unavailable) {
                throw unavailable;
            }
            // Codes only: the messages quote the token.
            Log.warnf(
                    "An ID token of %s was refused: %s",
                    openId.issuer(),
                    refused.getErrorDetails().stream()
                            .map(ErrorCodeValidator.Error::getErrorCode)
                            .toList());
            return Optional.empty();
        } catch (MalformedClaimException noText) {
            return Optional.empty();
        }
    }

    private IssuerKeys keys(String url) {
        return keys.computeIfAbsent(
                url,
                address -> new IssuerKeys(
                        address,
                        JwtIssuers.http(),
                        clock,
                        config.keyLifetime(),
                        config.unknownKeyInterval(),
                        // Somebody is looking at a page that says so; the log says it as well.
                        () -> {}));
    }

    /** Of several audiences one must be named that the token was made for, and it must be this service. */
    private static String refuseTokensForOthers(JwtContext token, String clientId) throws MalformedClaimException {
        JwtClaims claims = token.getJwtClaims();
        boolean named = claims.hasClaim("azp");
        if (!named && claims.getAudience().size() > 1) {
            return "It has several audiences, and does not say whom it was made for";
        }
        return named && !clientId.equals(claims.getStringClaimValue("azp")) ? "It was made for somebody else" : null;
    }

    private static String refuseOtherSignIns(JwtContext token, String nonce) throws MalformedClaimException {
        return nonce.equals(token.getJwtClaims().getStringClaimValue("nonce")) ? null : "It is of another sign-in";
    }
}
