package dev.rollcall.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;

/**
 * A server on which the tests' JWT issuers publish their keys, and settings of a service that accepts their tokens. A
 * GET of a path returns the last PUT to it. {@link TestIssuer} sends the PUTs.
 */
public class IssuersResource implements QuarkusTestResourceLifecycleManager {

    /** A system property, because every test profile has a new class loader. */
    private static final String URL = "test-issuers.url";

    /** Everybody with its tokens may sign up. Its claims can make site administrators. */
    public static final String COMPANY = "company";

    /** People with an address at example.com may sign up. Its claims have other names. */
    public static final String PARTNER = "partner";

    /** Nobody may sign up, because the service does not trust its e-mail addresses. */
    public static final String STRANGER = "stranger";

    /** Everybody with its tokens may sign up. Tests take its server down. */
    public static final String SHAKY = "shaky";

    /** Published in place of keys: the server does not respond until other keys are published. */
    public static final String SILENCE = "silence";

    @Override
    public Map<String, String> start() {
        Map<String, String> settings = new HashMap<>();
        settings.put("rollcall.jwt.enabled", "true");
        // Short, because tests wait for them.
        settings.put("rollcall.jwt.key-lifetime", "1s");
        settings.put("rollcall.jwt.unknown-key-interval", "0s");
        // REST Assured opens a connection for each request, and tests send many while they wait for new keys.
        settings.put("rollcall.limits.connections.total", "20000");
        settings.put("rollcall.limits.connections.per-address", "10000");
        settings.put("rollcall.sign-up.email-domains", "example.org,Example.com,kiss.example");
        issuer(settings, COMPANY)
                .putAll(Map.of(
                        "rollcall.jwt.issuers.company.sign-up", "true",
                        "rollcall.jwt.issuers.company.trust-email", "true",
                        "rollcall.jwt.issuers.company.site-admin-claim", "realm_access.roles",
                        "rollcall.jwt.issuers.company.site-admin-value", "pulumi-admin"));
        issuer(settings, PARTNER)
                .putAll(Map.of(
                        "rollcall.jwt.issuers.partner.trust-email", "true",
                        "rollcall.jwt.issuers.partner.login-claim", "upn",
                        "rollcall.jwt.issuers.partner.name-claim", "profile.display_name",
                        "rollcall.jwt.issuers.partner.email-claim", "https://partner.example/mail",
                        "rollcall.jwt.issuers.partner.email-verified-claim", "mail_ok",
                        "rollcall.jwt.issuers.partner.site-admin-claim", "admin"));
        issuer(settings, STRANGER);
        issuer(settings, SHAKY).put("rollcall.jwt.issuers.shaky.sign-up", "true");
        return settings;
    }

    private static Map<String, String> issuer(Map<String, String> settings, String name) {
        String prefix = "rollcall.jwt.issuers." + name;
        settings.put(prefix + ".issuer", url(name));
        settings.put(prefix + ".jwks-url", url(name) + "/keys");
        settings.put(prefix + ".audience", TestIssuer.AUDIENCE);
        return settings;
    }

    static synchronized String url(String name) {
        if (System.getProperty(URL) == null) {
            System.setProperty(URL, "http://localhost:" + serve());
        }
        return System.getProperty(URL) + "/" + name;
    }

    private static int serve() {
        try {
            Map<String, byte[]> keys = new ConcurrentHashMap<>();
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setExecutor(Executors.newCachedThreadPool(task -> {
                Thread thread = new Thread(task, "test-issuers");
                thread.setDaemon(true);
                return thread;
            }));
            server.createContext("/", exchange -> handle(exchange, keys));
            server.start();
            return server.getAddress().getPort();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /**
     * If the body is empty, the server closes the connection. If it is {@link #SILENCE}, the server does not respond.
     */
    private static void handle(HttpExchange exchange, Map<String, byte[]> keys) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            if (exchange.getRequestMethod().equals("PUT")) {
                synchronized (keys) {
                    keys.put(path, exchange.getRequestBody().readAllBytes());
                    keys.notifyAll();
                }
                exchange.sendResponseHeaders(204, -1);
                return;
            }
            byte[] body = keys.getOrDefault(path, "{\"keys\":[]}".getBytes(StandardCharsets.UTF_8));
            if (new String(body, StandardCharsets.UTF_8).equals(SILENCE)) {
                awaitChange(keys, path, body);
            } else if (body.length > 0) {
                // The service must ignore this header, or a withdrawn key would work for another day.
                exchange.getResponseHeaders().set("Cache-Control", "max-age=86400");
                exchange.sendResponseHeaders(body[0] == '{' ? 200 : 500, body.length);
                exchange.getResponseBody().write(body);
            }
        }
    }

    private static void awaitChange(Map<String, byte[]> keys, String path, byte[] body) {
        synchronized (keys) {
            while (keys.get(path) == body) {
                try {
                    keys.wait();
                } catch (InterruptedException stopped) {
                    Thread.currentThread().interrupt();
                    return;
                }
            }
        }
    }

    @Override
    public void stop() {
        // The next test profile uses the server too.
    }
}
