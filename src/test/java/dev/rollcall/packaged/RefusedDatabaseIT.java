package dev.rollcall.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rollcall.testing.PrivateCa;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The service does not start with a database that it cannot use, and says why in one line. */
@Tag("once")
class RefusedDatabaseIT {

    @TempDir
    static Path folder;

    private static PostgresqlServer server;

    @BeforeAll
    static void startServer() throws Exception {
        server = new PostgresqlServer(Files.createDirectory(folder.resolve("server")));
        for (String sql : List.of(
                "create role rollcall login password 'right'",
                "create role trusted login",
                "create role lost login",
                "alter role lost set search_path = nowhere",
                "create database rollcall owner rollcall",
                "create database foreign_ owner trusted",
                "create database latin owner trusted encoding 'LATIN1' locale 'C' template template0",
                "create database ascii owner trusted encoding 'SQL_ASCII' locale 'C' template template0")) {
            server.execute(sql);
        }
        server.execute("foreign_", "create table theirs (id int)");
        requirePasswordAndOfferTls();
    }

    private static void requirePasswordAndOfferTls() throws IOException, SQLException {
        new PrivateCa(Files.createDirectory(folder.resolve("ca")))
                .writePem(server.data().resolve("server.crt"), server.data().resolve("server.key"));
        Path access = server.data().resolve("pg_hba.conf");
        Files.writeString(access, "host all rollcall all scram-sha-256\n" + Files.readString(access));
        server.execute("alter system set ssl = on");
        server.execute("select pg_reload_conf()");
    }

    @AfterAll
    static void stopServer() throws IOException {
        server.close();
    }

    /** Role, its password, and the end of the URL; then the only error in the log. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "rollcall | wrong | rollcall | PostgreSQL refuses the role: password authentication failed for user \"rollcall\". Check QUARKUS_DATASOURCE_USERNAME and QUARKUS_DATASOURCE_PASSWORD, and pg_hba.conf of the server.",
                "rollcall | ``    | rollcall | PostgreSQL refuses the role: The server requested SCRAM-based authentication, but no password was provided. Check QUARKUS_DATASOURCE_USERNAME and QUARKUS_DATASOURCE_PASSWORD, and pg_hba.conf of the server.",
                "missing  | ``    | rollcall | PostgreSQL refuses the role: role \"missing\" does not exist. Check QUARKUS_DATASOURCE_USERNAME and QUARKUS_DATASOURCE_PASSWORD, and pg_hba.conf of the server.",
                "rollcall | right | nowhere  | There is no such database: database \"nowhere\" does not exist. Create it, or check QUARKUS_DATASOURCE_JDBC_URL.",
                "trusted  | ``    | rollcall?sslmode=verify-full | The TLS connection to PostgreSQL failed: Could not open SSL root certificate file {home}/.postgresql/root.crt. Check sslmode and sslrootcert in QUARKUS_DATASOURCE_JDBC_URL.",
                "trusted  | ``    | rollcall?sslmode=verify-fully | The TLS connection to PostgreSQL failed: Invalid sslmode value: verify-fully. Check sslmode and sslrootcert in QUARKUS_DATASOURCE_JDBC_URL.",
                "trusted  | ``    | latin    | Rollcall needs a database with the encoding UTF8, and this one has LATIN1. Create a database with: create database ... encoding 'UTF8' template template0; then check QUARKUS_DATASOURCE_JDBC_URL.",
                "trusted  | ``    | ascii    | Rollcall needs a database with the encoding UTF8, and this one has SQL_ASCII. Create a database with: create database ... encoding 'UTF8' template template0; then check QUARKUS_DATASOURCE_JDBC_URL.",
                "lost     | ``    | rollcall | No schema of the role's search_path exists in the database. Create the schema, or check currentSchema in QUARKUS_DATASOURCE_JDBC_URL.",
                "trusted  | ``    | foreign_ | The schema is not empty, and Rollcall did not create what is in it. Check QUARKUS_DATASOURCE_JDBC_URL: Rollcall needs an empty database, or an empty schema that is the first one in its role's search_path.",
                "trusted  | ``    | rollcall | The role that migrates the database lacks a right: permission denied for schema public. Grant it, or set QUARKUS_FLYWAY_USERNAME and QUARKUS_FLYWAY_PASSWORD to a role that has it."
            })
    void isNamedInOneLineAtOnce(String role, String password, String url, String sentence) throws Exception {
        Map<String, String> settings = settings(server.port(), url);
        settings.put("QUARKUS_DATASOURCE_USERNAME", role);
        settings.put("QUARKUS_DATASOURCE_PASSWORD", password);
        refuse(settings, sentence.replace("{home}", System.getProperty("user.home")));
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
    void isNotUsedThroughAPoolerInTransactionModeUnlessTheSettingsAllowIt() throws Exception {
        server.execute("create database pooled owner trusted");
        try (TransactionPooler pooler = new TransactionPooler(server.port())) {
            Map<String, String> settings = settings(pooler.port(), "pooled");
            refuse(
                    settings,
                    "Migrations cannot use a connection pooler in transaction mode, such as PgBouncer. Set"
                            + " QUARKUS_FLYWAY_JDBC_URL, QUARKUS_FLYWAY_USERNAME and QUARKUS_FLYWAY_PASSWORD so that they"
                            + " lead to PostgreSQL itself.");

            settings.put("QUARKUS_FLYWAY_JDBC_URL", "jdbc:postgresql://localhost:" + server.port() + "/pooled");
            settings.put("QUARKUS_FLYWAY_USERNAME", "trusted");
            settings.put("QUARKUS_FLYWAY_PASSWORD", "any");
            refuse(
                    settings,
                    "The connection pooler works in transaction mode: prepared statement \"S_1\" already exists. Add"
                            + " prepareThreshold=0 to QUARKUS_DATASOURCE_JDBC_URL, or set max_prepared_statements in"
                            + " PgBouncer.");

            settings.merge("QUARKUS_DATASOURCE_JDBC_URL", "?prepareThreshold=0", String::concat);
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
