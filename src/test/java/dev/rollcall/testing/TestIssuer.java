package dev.rollcall.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jose4j.json.JsonUtil;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;

/** Signs JWTs, and publishes its keys where the service fetches them. */
public final class TestIssuer {

    public static final String AUDIENCE = "rollcall";

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final String name;
    private PublicJsonWebKey key;

    /** Creates an issuer and publishes one new key. */
    public TestIssuer(String name) {
        this.name = name;
        rotate();
    }

    public String url() {
        return IssuersResource.url(name);
    }

    /** Publishes a new key in place of all others. */
    public PublicJsonWebKey rotate() {
        key = newKey();
        publish(key);
        return key;
    }

    public static PublicJsonWebKey newKey() {
        try {
            PublicJsonWebKey key = EcJwkGenerator.generateJwk(EllipticCurves.P256);
            key.setKeyId(UUID.randomUUID().toString());
            return key;
        } catch (JoseException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /**
     * An RSA key, the same for each number: to make one takes a second of CPU. It has no id.
     *
     * @param number 1 or 2
     */
    public static PublicJsonWebKey rsaKey(int number) {
        try (InputStream key = TestIssuer.class.getResourceAsStream("rsa-" + number + ".json")) {
            return PublicJsonWebKey.Factory.newPublicJwk(new String(key.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException | JoseException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    public PublicJsonWebKey key() {
        return key;
    }

    public void publish(PublicJsonWebKey... keys) {
        put(new JsonWebKeySet(Arrays.asList(keys)).toJson(OutputControlLevel.PUBLIC_ONLY));
    }

    /**
     * Sets the response of the server. Its status is 500 if it is not a JSON object. If empty, the connection closes.
     */
    public void put(String answer) {
        try {
            HTTP.send(
                    HttpRequest.newBuilder(URI.create(url() + "/keys"))
                            .PUT(BodyPublishers.ofString(answer))
                            .build(),
                    BodyHandlers.discarding());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    /** The claims of a valid access token. The test may change them. */
    public Map<String, Object> claims(String subject) {
        Map<String, Object> claims = new HashMap<>();
        claims.put("iss", url());
        claims.put("aud", AUDIENCE);
        claims.put("sub", subject);
        claims.put("iat", Instant.now().getEpochSecond());
        claims.put("exp", Instant.now().plusSeconds(300).getEpochSecond());
        return claims;
    }

    public String token(String subject) {
        return sign(claims(subject));
    }

    public String sign(Map<String, Object> claims) {
        return sign(claims, key);
    }

    public String sign(Map<String, Object> claims, PublicJsonWebKey key) {
        JsonWebSignature token = unsigned(claims);
        token.setAlgorithmHeaderValue(
                switch (key.getKeyType()) {
                    case "RSA" -> "RS256";
                    case "EC" -> "ES256";
                    default -> "EdDSA";
                });
        token.setKeyIdHeaderValue(key.getKeyId());
        token.setKey(key.getPrivateKey());
        return serialize(token);
    }

    /** A token to which the test adds the header and the key. */
    public static JsonWebSignature unsigned(Map<String, Object> claims) {
        JsonWebSignature token = new JsonWebSignature();
        token.setAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS);
        // Escapes what is not ASCII: UTF-8 has no bytes for half of a surrogate pair.
        StringBuilder json = new StringBuilder();
        for (char c : JsonUtil.toJson(claims).toCharArray()) {
            json.append(c < 0x7f ? String.valueOf(c) : String.format("\\u%04x", (int) c));
        }
        token.setPayload(json.toString());
        return token;
    }

    public static String serialize(JsonWebSignature token) {
        try {
            return token.getCompactSerialization();
        } catch (JoseException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
