package dev.rollcall.development;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import org.eclipse.microprofile.config.ConfigProvider;

/** Where dev mode starts: before everything else it needs a database, its own or one that is configured. */
@QuarkusMain(name = "development")
public class Development {

    /**
     * Tells the running service its database. A property of the profile, so that continuous tests, which run in this
     * process too, do not see it.
     */
    static final String EMBEDDED_URL = "%dev.quarkus.datasource.jdbc.url";

    Development() {}

    public static void main(String... arguments) {
        // The first is our own, which survives live reload; the second was set by the developer.
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
