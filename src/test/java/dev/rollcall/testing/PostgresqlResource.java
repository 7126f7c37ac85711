package dev.rollcall.testing;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.eclipse.microprofile.config.ConfigProvider;

/** One PostgreSQL for all tests of a JVM: the configured one, or else an embedded one that stops with the JVM. */
public class PostgresqlResource implements QuarkusTestResourceLifecycleManager {

    /** A system property, because every test profile has a new class loader. */
    private static final String EMBEDDED_URL = "embedded-postgresql.url";

    @Override
    public Map<String, String> start() {
        return isConfigured() ? Map.of() : Map.of("quarkus.datasource.jdbc.url", embeddedUrl());
    }

    static String url() {
        return isConfigured()
                ? ConfigProvider.getConfig().getValue("quarkus.datasource.jdbc.url", String.class)
                : embeddedUrl();
    }

    private static boolean isConfigured() {
        return System.getProperty(EMBEDDED_URL) == null
                && ConfigProvider.getConfig()
                        .getOptionalValue("quarkus.datasource.jdbc.url", String.class)
                        .isPresent();
    }

    @SuppressWarnings("resource") // closed by the library's own shutdown hook
    private static synchronized String embeddedUrl() {
        if (System.getProperty(EMBEDDED_URL) == null) {
            try {
                System.setProperty(
                        EMBEDDED_URL, EmbeddedPostgres.builder().start().getJdbcUrl("postgres", "postgres"));
            } catch (IOException failure) {
                throw new UncheckedIOException("The embedded PostgreSQL did not start", failure);
            }
        }
        return System.getProperty(EMBEDDED_URL);
    }

    @Override
    public void stop() {
        // The next test profile uses the server too.
    }
}
