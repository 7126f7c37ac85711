package dev.rollcall.jwt;

import java.util.Base64;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jose4j.json.JsonUtil;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwt.consumer.JwtContext;
import org.jose4j.jwx.JsonWebStructure;
import org.jose4j.lang.InvalidAlgorithmException;
import org.jose4j.lang.JoseException;

/**
 * The form of a JWT that Rollcall accepts. jose4j accepts more: it ignores characters that are not in base64url, and it
 * unpacks JWTs within JWTs.
 */
public class CompactToken {

    private static final Pattern PARTS = Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");

    private CompactToken() {}

    /**
     * Whether a text is a signed JWT with one spelling only: three parts, each exactly as base64url encodes its bytes
     * (RFC 7515, section 2; RFC 4648, section 3.5).
     */
    public static boolean isStrict(String token) {
        return PARTS.matcher(token).matches() && Stream.of(token.split("\\.")).allMatch(CompactToken::isBase64);
    }

    private static boolean isBase64(String part) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(part);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(part);
        } catch (IllegalArgumentException wrongLength) {
            return false;
        }
    }

    /**
     * Whether a token is one signed JWT, without extensions that the recipient must understand. Rollcall supports none,
     * so it refuses every {@code crit}, an empty one too (RFC 7515, section 4.1.11).
     */
    public static boolean isPlain(JwtContext token) {
        return token.getJoseObjects().size() == 1
                && !header(token.getJoseObjects().get(0)).containsKey("crit");
    }

    private static Map<String, Object> header(JsonWebStructure token) {
        try {
            return JsonUtil.parseJson(token.getHeaders().getFullHeaderAsJsonString());
        } catch (JoseException impossible) {
            throw new IllegalStateException("jose4j has parsed the header already", impossible);
        }
    }

    /** Whether its algorithm is one of the permitted ones. */
    static boolean isSignedWith(JwtContext token, AlgorithmConstraints permitted) {
        try {
            permitted.checkConstraint(token.getJoseObjects().get(0).getAlgorithmHeaderValue());
            return true;
        } catch (InvalidAlgorithmException another) {
            return false;
        }
    }
}
