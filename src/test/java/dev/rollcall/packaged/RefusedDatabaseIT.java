package dev.rollcall.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The service does not start with a database that it cannot use, and says why in one line. {@code
 * migration.MigrationsTest} has the other reasons.
 */
@Tag("once")
class RefusedDatabaseIT {

    @TempDir
    static Path folder;

    private static PostgresqlServer server;

    @BeforeAll
    static void startServer() throws Exception {
        server = new PostgresqlServer(Files.createDirectory(folder.resolve("server")));
        server.execute("create role trusted login");
        server.execute("create database pooled owner trusted");
        server.execute("create database latin owner trusted encoding 'LATIN1' locale 'C' template template0");
    }

    @AfterAll
    static void stopServer() throws IOException {
        server.close();
    }

    @Test
    void isNamedInOneLineAtOnce() throws Exception {
        refuse(
                settings(server.port(), "nowhere"),
                "There is no such database: database \"nowhere\" does not exist. Create it, or check"
                        + " QUARKUS_DATASOURCE_JDBC_URL.");
    }

    @Test
    void isNamedInPlainLogsToo() throws Exception {
        Map<String, String> settings = settings(server.port(), "latin");
        settings.put("QUARKUS_LOG_CONSOLE_JSON_ENABLED", "false");
        try (ServiceProcess service = ServiceProcess.start(settings)) {
            assertThat(service.awaitExit()).isEqualTo(1);
            assertThat(service.output()
                            .lines()
                            .reduce((first, second) -> second)
                            .orElseThrow())
                    .contains("ERROR", "Rollcall needs a database with the encoding UTF8, and this one has LATIN1.");
            assertThat(service.output()).doesNotContain("\tat ");
        }
    }

    @Test
    void isUsedThroughAPoolerInTransactionModeIfTheSettingsAllowIt() throws Exception {
        try (TransactionPooler pooler = new TransactionPooler(server.port())) {
            Map<String, String> settings = settings(pooler.port(), "pooled?prepareThreshold=0");
            settings.put("QUARKUS_FLYWAY_JDBC_URL", "jdbc:postgresql://localhost:" + server.port() + "/pooled");
            settings.put("QUARKUS_FLYWAY_USERNAME", "trusted");
            settings.put("QUARKUS_FLYWAY_PASSWORD", "any");
            try (ServiceProcess service = ServiceProcess.start(settings)) {
                service.awaitListening();
                assertThat(service.get("/api/user", PostgresqlServer.TOKEN).statusCode())
                        .isEqualTo(200);
            }
        }
    }

    @Test
    void isAwaitedWhileItIsAStandby() throws Exception {
        try (PostgresqlServer standby = new PostgresqlServer(Files.createDirectory(folder.resolve("standby")))) {
            Files.createFile(standby.data().resolve("standby.signal"));
            standby.restart();
            Map<String, String> settings = standby.settings();
            settings.put("QUARKUS_FLYWAY_CONNECT_RETRIES", "1");
            refuse(
                    settings,
                    "No server accepts writes, because each is a standby or read-only. Promote one, or check"
                            + " QUARKUS_DATASOURCE_JDBC_URL.");

            settings.put("QUARKUS_FLYWAY_CONNECT_RETRIES", "60");
            try (ServiceProcess service = ServiceProcess.start(settings)) {
                service.awaitOutput("targetServerType: primary. Retrying in 1 s, attempt 1 of 60");
                standby.control("promote");
                service.awaitListening();
            }
        }
    }

    private static Map<String, String> settings(int port, String database) {
        Map<String, String> settings = server.settings(port);
        settings.put("QUARKUS_DATASOURCE_USERNAME", "trusted");
        settings.put("QUARKUS_DATASOURCE_JDBC_URL", "jdbc:postgresql://localhost:" + port + "/" + database);
        return settings;
    }

    private static void refuse(Map<String, String> settings, String sentence) throws Exception {
        try (ServiceProcess service = ServiceProcess.start(settings)) {
            assertThat(service.awaitExit()).isEqualTo(1);
            assertThat(service.output().lines().filter(line -> line.contains("\"ERROR\"")))
                    .singleElement()
                    .satisfies(line -> assertThat(new ObjectMapper()
                                    .readTree(line)
                                    .path("message")
                                    .asText())
                            .isEqualTo(sentence));
            assertThat(service.output()).doesNotContain("\tat ", "\\tat ", "stackTrace");
            if (!settings.containsKey("QUARKUS_FLYWAY_CONNECT_RETRIES")) {
                assertThat(service.output()).doesNotContain("Retrying");
            }
        }
    }
}
