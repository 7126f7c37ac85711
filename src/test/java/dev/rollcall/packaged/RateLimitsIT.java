package dev.rollcall.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.rollcall.testing.FreshDatabase;
import dev.rollcall.testing.IssuersResource;
import dev.rollcall.testing.TestIssuer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("once")
class RateLimitsIT {

    private static final String TOKEN = "pul-0123456789abcdef0123456789abcdef01234567";
    private static final String GUESS = "pul-ffffffffffffffffffffffffffffffffffffffff";

    /** Each limit, per minute. It is high enough that the next request is allowed within a second. */
    private static final int LIMIT = 90;

    private static FreshDatabase database;
    private static final TestIssuer ISSUER = new TestIssuer(IssuersResource.COMPANY);

    private static HttpServer keys;
    private static ServiceProcess service;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        database = new FreshDatabase();
        Map<String, String> settings = new HashMap<>(database.settings());
        settings.put("ROLLCALL_BOOTSTRAP_LOGIN", "admin");
        settings.put("ROLLCALL_BOOTSTRAP_TOKEN", TOKEN);
        settings.put("ROLLCALL_LIMITS_FAILED_AUTHENTICATIONS", String.valueOf(LIMIT));
        settings.put("ROLLCALL_LIMITS_REQUESTS", String.valueOf(LIMIT));
        settings.put("ROLLCALL_LIMITS_SIGN_INS", String.valueOf(LIMIT));
        settings.put("ROLLCALL_SIGN_UP_OPEN", "true");
        settings.put("ROLLCALL_JWT_ENABLED", "true");
        settings.put("ROLLCALL_JWT_ISSUERS_COMPANY_ISSUER", ISSUER.url());
        settings.put("ROLLCALL_JWT_ISSUERS_COMPANY_AUDIENCE", TestIssuer.AUDIENCE);
        keys = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        keys.createContext("/keys", RateLimitsIT::publish);
        keys.start();
        settings.put(
                "ROLLCALL_JWT_ISSUERS_COMPANY_JWKS_URL",
                "http://localhost:" + keys.getAddress().getPort() + "/keys");
        service = ServiceProcess.start(settings).awaitListening();
    }

    private static void publish(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] set = new JsonWebKeySet(ISSUER.key())
                    .toJson(OutputControlLevel.PUBLIC_ONLY)
                    .getBytes(StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(200, set.length);
            exchange.getResponseBody().write(set);
        }
    }

    @AfterAll
    static void stop() {
        service.close();
        keys.stop(0);
        database.close();
    }

    @Test
    void makesWhoGuessesWaitButNotWhoIsKnown() throws IOException, InterruptedException {
        assertThat(awaitStatus(TOKEN, 200).statusCode()).isEqualTo(200);

        assertThatItWaits(awaitStatus(GUESS, 429), "Too many invalid credentials from this address. Try again later.");
        assertThatItWaits(
                awaitStatus("garbage", 429), "Too many invalid credentials from this address. Try again later.");
        assertThat(awaitStatus(TOKEN, 200).statusCode()).isEqualTo(200);
        assertThat(service.get("/api/capabilities", GUESS).statusCode()).isEqualTo(200);

        assertThat(awaitStatus(GUESS, 401).body())
                .isEqualTo("{\"code\":401,\"message\":\"Unauthorized: No credentials provided or are invalid.\"}");
    }

    @Test
    void makesATokenWaitThatCallsTooOften() throws IOException, InterruptedException {
        assertThatItWaits(awaitStatus(TOKEN, 429), "Too many requests with this token. Try again later.");

        assertThat(awaitStatus(TOKEN, 200).statusCode()).isEqualTo(200);
    }

    /** A refused checkpoint would be lost. */
    @Test
    void letsARunningUpdateCallAsOftenAsItNeeds() throws IOException, InterruptedException {
        post("/api/stacks/admin/website", "{\"stackName\":\"dev\"}");
        String updates = "/api/stacks/admin/website/dev/update";
        String update =
                updates + "/" + post(updates, "{\"options\":{}}").replaceAll(".*\"updateID\":\"([^\"]+).*", "$1");
        String token = post(update, "{}").replaceAll(".*\"token\":\"([^\"]+).*", "$1");

        for (int i = 0; i < 3 * LIMIT; i++) {
            HttpResponse<String> renewed = ServiceProcess.send(service.request(update + "/renew_lease")
                    .header("Authorization", "update-token " + token)
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString("{\"duration\":300}")));
            assertThat(renewed.statusCode()).as(renewed.body()).isEqualTo(200);
        }
    }

    /** Posts until the limit of the token, which other tests use up, allows it. Returns the body of the response. */
    private static String post(String path, String body) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        HttpResponse<String> response = service.post(path, TOKEN, body);
        while (response.statusCode() == 429 && System.nanoTime() < deadline) {
            response = service.post(path, TOKEN, body);
        }
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response.body();
    }

    /** A caller may have any number of JWTs, so the limit is one for the issuer and the subject. */
    @Test
    void makesACallerWaitWhoCallsTooOftenWithEverNewJwts() throws IOException, InterruptedException {
        assertThat(withNewJwt("ada").statusCode()).isEqualTo(200);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        HttpResponse<String> response = withNewJwt("ada");
        while (response.statusCode() != 429 && System.nanoTime() < deadline) {
            response = withNewJwt("ada");
        }

        assertThatItWaits(response, "Too many requests with this token. Try again later.");
        assertThat(withNewJwt("grace").statusCode()).isEqualTo(200);
    }

    private static HttpResponse<String> withNewJwt(String subject) throws IOException, InterruptedException {
        Map<String, Object> claims = ISSUER.claims(subject);
        claims.put("jti", UUID.randomUUID().toString());
        return service.call("/api/user", "Bearer " + ISSUER.sign(claims));
    }

    /** The page asks a provider for its discovery document, so it counts before the provider is looked up. */
    @Test
    void makesWhoOpensSignInsWait() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        HttpResponse<String> response = ServiceProcess.send(service.request("/signin/unknown"));
        assertThat(response.statusCode()).isEqualTo(404);
        while (response.statusCode() == 404 && System.nanoTime() < deadline) {
            response = ServiceProcess.send(service.request("/signin/unknown"));
        }
        assertThat(response.statusCode()).isEqualTo(429);
        assertThat(response.headers().firstValue("Retry-After")).hasValue("1");
    }

    /** Calls until the service answers with a status. */
    private static HttpResponse<String> awaitStatus(String token, int status) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        HttpResponse<String> response = service.get("/api/user", token);
        while (response.statusCode() != status && System.nanoTime() < deadline) {
            response = service.get("/api/user", token);
        }
        assertThat(response.statusCode()).isEqualTo(status);
        return response;
    }

    private static void assertThatItWaits(HttpResponse<String> response, String sentence) {
        assertThat(response.body()).isEqualTo("{\"code\":429,\"message\":\"Too Many Requests: " + sentence + "\"}");
        assertThat(response.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
    }
}
