package dev.rollcall;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import org.eclipse.microprofile.config.ConfigProvider;

/** Starts the packaged service; without a database to ask it says so in a sentence and starts nothing. */
@QuarkusMain
public class Main {

    Main() {}

    public static void main(String... arguments) {
        if (ConfigProvider.getConfig()
                .getOptionalValue("quarkus.datasource.jdbc.url", String.class)
                .isEmpty()) {
            System.err.println("Rollcall needs a PostgreSQL database: set QUARKUS_DATASOURCE_JDBC_URL"
                    + " (for example jdbc:postgresql://db.example.com:5432/rollcall),"
                    + " QUARKUS_DATASOURCE_USERNAME and QUARKUS_DATASOURCE_PASSWORD.");
            System.exit(1);
        }
        Quarkus.run(arguments);
    }
}
