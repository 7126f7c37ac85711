package dev.rollcall.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.rollcall.testing.FreshDatabase;
import dev.rollcall.testing.IssuersResource;
import dev.rollcall.testing.PrivateCa;
import dev.rollcall.testing.TestIssuer;
import dev.rollcall.testing.TestSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Providers and issuers are reached through the proxy of docs/configuration.md, and not without it. */
@Tag("once")
class OutgoingProxyIT {

    /** RFC 6761, section 6.4: no name server knows it. */
    private static final String HOST = "login.company.invalid";

    private static final String CONNECT = "CONNECT " + HOST + ":443 HTTP/1.1";

    private static PrivateCa ca;

    private final FreshDatabase database = new FreshDatabase();
    private final TestIssuer issuer = new TestIssuer(IssuersResource.COMPANY);
    private final Map<String, String> settings = new HashMap<>(database.settings());
    private HttpsServer company;
    private ForwardProxy proxy;

    @BeforeAll
    static void certify(@TempDir Path folder) {
        ca = new PrivateCa(folder, HOST);
    }

    @BeforeEach
    void start() throws IOException {
        company = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        company.setHttpsConfigurator(new HttpsConfigurator(ca.server()));
        company.createContext(
                "/keys",
                exchange -> answer(exchange, new JsonWebKeySet(issuer.key()).toJson(OutputControlLevel.PUBLIC_ONLY)));
        String url = "https://" + HOST;
        company.createContext(
                "/.well-known/openid-configuration",
                exchange -> answer(
                        exchange,
                        "{\"issuer\":\"URL\",\"authorization_endpoint\":\"URL/authorize\",\"token_endpoint\":\"URL/token\",\"jwks_uri\":\"URL/keys\"}"
                                .replace("URL", url)));
        company.start();
        proxy = new ForwardProxy(
                company.getAddress().getPort(),
                "Basic " + Base64.getEncoder().encodeToString("rollcall:$$secret".getBytes(StandardCharsets.US_ASCII)));
        settings.put("ROLLCALL_PROVIDERS_TRUSTED_CERTIFICATES", ca.certificate().toString());
        settings.put("ROLLCALL_ENCRYPTION_KEYS", TestSettings.ENCRYPTION_KEY);
        settings.put("ROLLCALL_PROVIDERS_SSO_COMPANY_ISSUER", url);
        settings.put("ROLLCALL_PROVIDERS_SSO_COMPANY_CLIENT_ID", "id");
        settings.put("ROLLCALL_PROVIDERS_SSO_COMPANY_CLIENT_SECRET", "only-for-tests");
        settings.put("ROLLCALL_SIGN_UP_OPEN", "true");
        settings.put("ROLLCALL_JWT_ENABLED", "true");
        settings.put("ROLLCALL_JWT_ISSUERS_COMPANY_ISSUER", issuer.url());
        settings.put("ROLLCALL_JWT_ISSUERS_COMPANY_AUDIENCE", TestIssuer.AUDIENCE);
        settings.put("ROLLCALL_JWT_ISSUERS_COMPANY_JWKS_URL", url + "/keys");
    }

    private static void answer(HttpExchange exchange, String json) throws IOException {
        try (exchange) {
            byte[] bytes = json.getBytes(StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @AfterEach
    void stop() throws IOException {
        company.stop(0);
        proxy.close();
        database.close();
    }

    @Test
    void isUsedForEveryRequestToProvidersAndIssuers() throws Exception {
        useProxy("$$secret");
        try (ServiceProcess service = ServiceProcess.start(settings).awaitListening()) {
            assertThat(signIn(service)).isEqualTo(200);
            assertThat(jwt(service)).isEqualTo(200);
            assertThat(service.output()).doesNotContain("$$secret");
        }
        assertThat(proxy.requests()).isNotEmpty().allMatch(CONNECT::equals);
    }

    @Test
    void isNotUsedUnlessItIsSet() throws Exception {
        try (ServiceProcess service = ServiceProcess.start(settings).awaitListening()) {
            assertThat(signIn(service)).isEqualTo(502);
            assertThat(jwt(service)).isEqualTo(503);
        }
        assertThat(proxy.requests()).isEmpty();
    }

    @Test
    void refusesAWrongPasswordAndHostsCanBeLeftOut() throws Exception {
        useProxy("wrong");
        try (ServiceProcess service = ServiceProcess.start(settings).awaitListening()) {
            assertThat(signIn(service)).isEqualTo(502);
        }
        assertThat(proxy.requests()).isNotEmpty();
        proxy.requests().clear();

        useProxy("$$secret");
        settings.put("QUARKUS_REST_CLIENT_NON_PROXY_HOSTS", "localhost|" + HOST);
        try (ServiceProcess service = ServiceProcess.start(settings).awaitListening()) {
            assertThat(jwt(service)).isEqualTo(503);
        }
        assertThat(proxy.requests()).isEmpty();
    }

    private void useProxy(String password) {
        settings.put("QUARKUS_REST_CLIENT_PROXY_ADDRESS", "localhost:" + proxy.port());
        settings.put("QUARKUS_REST_CLIENT_PROXY_USER", "rollcall");
        settings.put("QUARKUS_REST_CLIENT_PROXY_PASSWORD", password);
    }

    /** Asks for the discovery document. */
    private static int signIn(ServiceProcess service) throws Exception {
        return ServiceProcess.send(service.request("/signin/company")).statusCode();
    }

    /** Asks for the keys. */
    private int jwt(ServiceProcess service) throws Exception {
        return service.call("/api/user", "Bearer " + issuer.token("ada")).statusCode();
    }
}
