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
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.jwt.consumer.JwtContext;

/** One issuer of JWTs: its keys, and what a token of it must be (RFC 7519, and RFC 8725 for what it must not). */
public class JwtIssuer {

    /** Signatures that only the issuer can make; never one that whoever knows the public key can. */
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

    /** What an access token may say in its header that it is; RFC 9068, section 2.1, and older habits. */
    private static final Set<String> ACCESS_TOKEN_TYPES = Set.of("jwt", "at+jwt", "application/at+jwt");

    /** At most 255 ASCII characters: OpenID Connect Core, section 2. */
    private static final Pattern SUBJECT = Pattern.compile("[ -~]{1,255}");

    public static final int CLOCK_SKEW_SECONDS = 30;

    private final String name;
    private final JwtConfig.Issuer config;
    private final IssuerKeys keys;
    private final JwtConsumer rules;

    JwtIssuer(String name, JwtConfig.Issuer config, IssuerKeys keys) {
        this.name = name;
        this.config = config;
        this.keys = keys;
        this.rules = new JwtConsumerBuilder()
                .setJwsAlgorithmConstraints(ASYMMETRIC)
                .setVerificationKeyResolver(keys)
                .setExpectedIssuer(config.issuer())
                .setExpectedAudience(config.audience())
                .setRequireExpirationTime()
                .setRequireSubject()
                .setAllowedClockSkewInSeconds(CLOCK_SKEW_SECONDS)
                .registerValidator(JwtIssuer::refuseOtherTokens)
                .registerValidator(JwtIssuer::refuseOddSubjects)
                .build();
    }

    /** An id token is signed by the same key and says who somebody is, but not that its bearer may call anybody. */
    private static String refuseOtherTokens(JwtContext token) throws MalformedClaimException {
        JwtClaims claims = token.getJwtClaims();
        String type = token.getJoseObjects().get(0).getHeader("typ");
        if (type != null && !ACCESS_TOKEN_TYPES.contains(type.toLowerCase(Locale.ROOT))) {
            return "The header says that it is no access token";
        }
        // Keycloak writes into the claims what a token is: Bearer, ID, Refresh, Logout.
        if (claims.hasClaim("typ") && !claims.getStringClaimValue("typ").equalsIgnoreCase("Bearer")) {
            return "A claim says that it is no access token";
        }
        // Only id tokens have these: OpenID Connect Core, sections 2 and 3.3.2.11.
        if (List.of("nonce", "at_hash", "c_hash").stream().anyMatch(claims::hasClaim)) {
            return "It has the claims of an id token";
        }
        return null;
    }

    private static String refuseOddSubjects(JwtContext token) throws MalformedClaimException {
        return SUBJECT.matcher(token.getJwtClaims().getSubject()).matches() ? null : "The subject is none";
    }

    /**
     * Verifies a token.
     *
     * @throws AuthenticationFailedException if it is not a good one
     * @throws ApiException 503, if nobody can tell
     */
    Claims verify(JwtContext token) {
        try {
            rules.processContext(token);
            return new Claims(config, token.getJwtClaims());
        } catch (InvalidJwtException refused) {
            if (refused.getCause() instanceof ApiException unavailable) {
                throw unavailable;
            }
            // Codes only: the messages quote the token.
            Log.debugf("A token of %s was refused: %s", name, codes(refused));
            throw new AuthenticationFailedException();
        }
    }

    private static List<Integer> codes(InvalidJwtException refused) {
        return refused.getErrorDetails().stream()
                .map(ErrorCodeValidator.Error::getErrorCode)
                .toList();
    }

    String name() {
        return name;
    }

    IssuerKeys keys() {
        return keys;
    }
}
