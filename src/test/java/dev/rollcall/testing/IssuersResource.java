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
 * A server where the tests' issuers of JWTs publish their keys, and a service that takes their tokens. What is PUT at a
 * path is what a GET of it answers; {@link TestIssuer} does that.
 */
public class IssuersResource implements QuarkusTestResourceLifecycleManager {

    /** Class loaders come and go between test profiles; a system property stays. */
    private static final String URL = "test-issuers.url";

    /** Everybody whom it knows may sign up; it can make administrators. */
    public static final String COMPANY = "company";

    /** Who has an address at example.com may sign up; its claims have other names. */
    public static final String PARTNER = "partner";

    /** Nobody may sign up, since its word about addresses is not believed. */
    public static final String STRANGER = "stranger";

    /** Like the company's; goes down now and then. */
    public static final String SHAKY = "shaky";

    /** As the published keys: requests for them are not answered until others are published. */
    public static final String SILENCE = "silence";

    @Override
    public Map<String, String> start() {
        Map<String, String> settings = new HashMap<>();
        settings.put("rollcall.jwt.enabled", "true");
        // Short, since the tests wait for them.
        settings.put("rollcall.jwt.key-lifetime", "1s");
        settings.put("rollcall.jwt.unknown-key-interval", "0s");
        settings.put("rollcall.sign-up.email-domains", "example.org,Example.com");
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

    /** An empty answer stands for a server that hangs up, {@link #SILENCE} for one that never answers. */
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
                // A server's wish to be asked seldom does not keep a withdrawn key alive.
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
        // The server serves the next test profile too.
    }
}
