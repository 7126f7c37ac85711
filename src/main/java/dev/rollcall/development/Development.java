package dev.rollcall.development;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import org.eclipse.microprofile.config.ConfigProvider;

/** Starts dev mode. Starts the embedded PostgreSQL first, unless a database is configured. */
@QuarkusMain(name = "development")
public class Development {

    /**
     * System property with the JDBC URL of the embedded database. It is a property of the profile {@code dev}, so that
     * continuous tests do not use this database. They run in the same process.
     */
    static final String EMBEDDED_URL = "%dev.quarkus.datasource.jdbc.url";

    Development() {}

    public static void main(String... arguments) {
        // After a live reload the embedded database still runs.
        if (System.getProperty(EMBEDDED_URL) == null
                && ConfigProvider.getConfig()
                        .getOptionalValue("quarkus.datasource.jdbc.url", String.class)
                        .isEmpty()) {
            try {
                System.setProperty(EMBEDDED_URL, EmbeddedPostgresql.start());
            } catch (EmbeddedPostgresql.CannotStartException sentence) {
                System.err.println("\n" + sentence.getMessage() + "\n");
                System.exit(1);
            }
        }
        Quarkus.run(Welcome.class, arguments);
    }
}
