package dev.rollcall.jwt;

import dev.rollcall.http.ApiException;
import io.quarkus.logging.Log;
import io.quarkus.security.AuthenticationFailedException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.consumer.ErrorCodeValidator;
import org.jose4j.jwt.consumer.ErrorCodeValidator.Error;
import org.jose4j.jwt.consumer.ErrorCodes;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.jwt.consumer.JwtContext;

/** One issuer of JWTs: its keys, and the rules for its tokens (RFC 7519 and RFC 8725). */
public class JwtIssuer {

    /** Signature algorithms with a private key. With HMAC, everybody who knows the public key could sign (RFC 8725). */
    public static final AlgorithmConstraints ASYMMETRIC = new AlgorithmConstraints(
            ConstraintType.PERMIT,
            AlgorithmIdentifiers.RSA_USING_SHA256,
            AlgorithmIdentifiers.RSA_USING_SHA384,
            AlgorithmIdentifiers.RSA_USING_SHA512,
            AlgorithmIdentifiers.RSA_PSS_USING_SHA256,
            AlgorithmIdentifiers.RSA_PSS_USING_SHA384,
            AlgorithmIdentifiers.RSA_PSS_USING_SHA512,
            AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256,
            AlgorithmIdentifiers.ECDSA_USING_P384_CURVE_AND_SHA384,
            AlgorithmIdentifiers.ECDSA_USING_P521_CURVE_AND_SHA512,
            AlgorithmIdentifiers.EDDSA);

    /** The header {@code typ} of access tokens: RFC 9068, section 2.1, and {@code JWT}, which older issuers send. */
    private static final Set<String> ACCESS_TOKEN_TYPES = Set.of("jwt", "at+jwt", "application/at+jwt");

    /** 1 to 255 printable ASCII characters (OpenID Connect Core, section 2). */
    private static final Pattern SUBJECT = Pattern.compile("[ -~]{1,255}");

    /** Tolerance for {@code exp} and {@code nbf}, in seconds. */
    public static final int CLOCK_SKEW_SECONDS = 30;

    private final String name;
    private final JwtConfig.Issuer config;
    private final IssuerKeys keys;
    private final Refusals refusals;
    private final JwtConsumer rules;

    JwtIssuer(String name, JwtConfig.Issuer config, IssuerKeys keys, Refusals refusals) {
        this.name = name;
        this.config = config;
        this.keys = keys;
        this.refusals = refusals;
        this.rules = new JwtConsumerBuilder()
                .setJwsAlgorithmConstraints(ASYMMETRIC)
                .setVerificationKeyResolver(keys)
                .setExpectedIssuer(config.issuer())
                .setExpectedAudience(config.audience())
                .setRequireExpirationTime()
                .setRequireSubject()
                .setAllowedClockSkewInSeconds(CLOCK_SKEW_SECONDS)
                .registerValidator((ErrorCodeValidator) JwtIssuer::refuseOtherTokens)
                .registerValidator((ErrorCodeValidator) JwtIssuer::refuseOddSubjects)
                .build();
    }

    /** Refuses ID tokens. The same key signs them, but they do not permit their bearer to call an API. */
    private static Error refuseOtherTokens(JwtContext token) throws MalformedClaimException {
        JwtClaims claims = token.getJwtClaims();
        String type = token.getJoseObjects().get(0).getHeader("typ");
        if (type != null && !ACCESS_TOKEN_TYPES.contains(type.toLowerCase(Locale.ROOT))) {
            return new Error(ErrorCodes.TYPE_INVALID, "The header typ is not that of an access token");
        }
        // Keycloak writes the kind of a token into a claim: Bearer, ID, Refresh or Logout.
        if (claims.hasClaim("typ") && !"Bearer".equalsIgnoreCase(claims.getClaimValueAsString("typ"))) {
            return new Error(ErrorCodes.TYPE_INVALID, "The claim typ is not Bearer");
        }
        // Only ID tokens have these claims (OpenID Connect Core, sections 2 and 3.3.2.11).
        if (List.of("nonce", "at_hash", "c_hash").stream().anyMatch(claims::hasClaim)) {
            return new Error(ErrorCodes.TYPE_INVALID, "The token has claims of an ID token");
        }
        return null;
    }

    private static Error refuseOddSubjects(JwtContext token) throws MalformedClaimException {
        return SUBJECT.matcher(token.getJwtClaims().getSubject()).matches()
                ? null
                : new Error(ErrorCodes.SUBJECT_INVALID, "The subject is not 1 to 255 printable ASCII characters");
    }

    /**
     * Verifies a token.
     *
     * @throws AuthenticationFailedException if the token is invalid
     * @throws ApiException 503 if the issuer's keys cannot be fetched
     */
    Claims verify(JwtContext token) {
        try {
            rules.processContext(token);
            return new Claims(config, token.getJwtClaims());
        } catch (InvalidJwtException refused) {
            if (refused.getCause() instanceof ApiException unavailable) {
                throw unavailable;
            }
            Refusals.Reason reason = Refusals.of(refused);
            refusals.count(reason);
            // Only the codes, because jose4j's messages quote the token.
            Log.debugf(
                    "Refused a JWT of issuer %s: %s. Error codes of jose4j: %s", name, reason, Refusals.codes(refused));
            throw new AuthenticationFailedException();
        }
    }

    String name() {
        return name;
    }

    IssuerKeys keys() {
        return keys;
    }
}
