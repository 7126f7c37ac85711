package dev.rollcall.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.rollcall.testing.FreshDatabase;
import dev.rollcall.testing.IssuersResource;
import dev.rollcall.testing.PrivateCa;
import dev.rollcall.testing.TestIssuer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code jwt.JwtIssuersTest} has the other settings that are refused. */
@Tag("once")
class JwtSettingsIT {

    private final FreshDatabase database = new FreshDatabase();
    private final TestIssuer issuer = new TestIssuer(IssuersResource.COMPANY);

    @AfterEach
    void dropDatabase() {
        database.close();
    }

    @Test
    void refuseToStartWithoutAnIssuerInOneSentence() throws Exception {
        assertRefused(
                Map.of("ROLLCALL_JWT_ENABLED", "true"),
                "rollcall.jwt.enabled needs an issuer: set rollcall.jwt.issuers.<name>.issuer, .jwks-url and .audience");
    }

    @Test
    void refuseToStartWithCertificatesThatCannotBeRead() throws Exception {
        Map<String, String> settings = issuer("COMPANY");
        settings.put("ROLLCALL_JWT_ENABLED", "true");
        settings.put("ROLLCALL_PROVIDERS_TRUSTED_CERTIFICATES", "/does/not/exist.pem");

        assertRefused(settings, "rollcall.providers.trusted-certificates must name a readable file");
    }

    /** The settings for networks of companies, as docs/configuration.md has them. */
    @Test
    void reachIssuersBehindAPrivateCaAndAProxyAndAcceptLargeTokensAndNewPeopleWhileSignUpIsOpen(@TempDir Path directory)
            throws Exception {
        PrivateCa ca = new PrivateCa(directory);
        HttpsServer https = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        https.setHttpsConfigurator(new HttpsConfigurator(ca.server()));
        https.createContext("/keys", this::publish);
        https.start();
        List<String> proxied = new CopyOnWriteArrayList<>();
        HttpServer proxy = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        proxy.createContext("/", exchange -> {
            proxied.add(exchange.getRequestURI().toString());
            publish(exchange);
        });
        proxy.start();
        Map<String, String> settings = issuer("COMPANY");
        settings.put("ROLLCALL_JWT_ENABLED", "true");
        settings.put("ROLLCALL_SIGN_UP_OPEN", "true");
        settings.put(
                "ROLLCALL_JWT_ISSUERS_COMPANY_JWKS_URL",
                "https://localhost:" + https.getAddress().getPort() + "/keys");
        try {
            try (ServiceProcess service = ServiceProcess.start(settings).awaitListening()) {
                assertThat(status(service, issuer.token("ada"))).isEqualTo(503);
                assertThat(status(service, large())).isEqualTo(431);
            }
            settings.put(
                    "ROLLCALL_PROVIDERS_TRUSTED_CERTIFICATES", ca.certificate().toString());
            settings.put("QUARKUS_HTTP_LIMITS_MAX_HEADER_SIZE", "64K");
            try (ServiceProcess service = ServiceProcess.start(settings).awaitListening()) {
                assertThat(service.call("/api/user", "Bearer " + issuer.token("ada"))
                                .body())
                        .contains("\"githubLogin\":\"ada\"");
                assertThat(status(service, large())).isEqualTo(200);
                assertThat(service.output()).doesNotContain("eyJ");
            }
            settings.remove("ROLLCALL_SIGN_UP_OPEN");
            settings.put("ROLLCALL_JWT_ISSUERS_COMPANY_JWKS_URL", "http://issuer.company.example/keys");
            settings.put(
                    "QUARKUS_REST_CLIENT_PROXY_ADDRESS",
                    "localhost:" + proxy.getAddress().getPort());
            try (ServiceProcess service = ServiceProcess.start(settings).awaitListening()) {
                assertThat(status(service, issuer.token("ada"))).isEqualTo(200);
                assertThat(status(service, issuer.token("grace"))).isEqualTo(403);
            }
            assertThat(proxied).containsExactly("http://issuer.company.example/keys");
        } finally {
            https.stop(0);
            proxy.stop(0);
        }
    }

    private void publish(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] keys = new JsonWebKeySet(issuer.key())
                    .toJson(OutputControlLevel.PUBLIC_ONLY)
                    .getBytes(StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(200, keys.length);
            exchange.getResponseBody().write(keys);
        }
    }

    /** A token of somebody in 600 groups, of about 29 KB. */
    private String large() {
        Map<String, Object> claims = issuer.claims("ada");
        claims.put(
                "groups",
                Stream.generate(() -> UUID.randomUUID().toString()).limit(600).toList());
        return issuer.sign(claims);
    }

    private static int status(ServiceProcess service, String token) throws IOException, InterruptedException {
        return service.call("/api/user", "Bearer " + token).statusCode();
    }

    private void assertRefused(Map<String, String> settings, String sentence) throws InterruptedException {
        Map<String, String> all = new HashMap<>(database.settings());
        all.putAll(settings);
        try (ServiceProcess service = ServiceProcess.start(all)) {
            assertThat(service.awaitExit()).isEqualTo(1);
            assertThat(service.output()).contains(sentence);
        }
    }

    private Map<String, String> issuer(String name) {
        Map<String, String> settings = new HashMap<>(database.settings());
        settings.put("ROLLCALL_JWT_ISSUERS_" + name + "_ISSUER", issuer.url());
        settings.put("ROLLCALL_JWT_ISSUERS_" + name + "_JWKS_URL", issuer.url() + "/keys");
        settings.put("ROLLCALL_JWT_ISSUERS_" + name + "_AUDIENCE", TestIssuer.AUDIENCE);
        return settings;
    }
}
