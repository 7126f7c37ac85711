package dev.rollcall.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.rollcall.packaged.PostgresqlServer;
import dev.rollcall.packaged.TransactionPooler;
import dev.rollcall.testing.LogLines;
import dev.rollcall.testing.PrivateCa;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Databases with which the service does not start, and the sentence that it says. */
class MigrationsTest {

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
                "create database pooled owner trusted",
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

    /** Role, its password, and the end of the URL; then the message. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "rollcall | wrong | rollcall | PostgreSQL refuses the role: password authentication failed for user \"rollcall\". Check QUARKUS_DATASOURCE_USERNAME and QUARKUS_DATASOURCE_PASSWORD, and pg_hba.conf of the server.",
                "rollcall |       | rollcall | PostgreSQL refuses the role: The server requested SCRAM-based authentication, but no password was provided. Check QUARKUS_DATASOURCE_USERNAME and QUARKUS_DATASOURCE_PASSWORD, and pg_hba.conf of the server.",
                "missing  |       | rollcall | PostgreSQL refuses the role: role \"missing\" does not exist. Check QUARKUS_DATASOURCE_USERNAME and QUARKUS_DATASOURCE_PASSWORD, and pg_hba.conf of the server.",
                "rollcall | right | nowhere  | There is no such database: database \"nowhere\" does not exist. Create it, or check QUARKUS_DATASOURCE_JDBC_URL.",
                "trusted  |       | rollcall?sslmode=verify-full | The TLS connection to PostgreSQL failed: Could not open SSL root certificate file {home}/.postgresql/root.crt. Check sslmode and sslrootcert in QUARKUS_DATASOURCE_JDBC_URL.",
                "trusted  |       | rollcall?sslmode=verify-fully | The TLS connection to PostgreSQL failed: Invalid sslmode value: verify-fully. Check sslmode and sslrootcert in QUARKUS_DATASOURCE_JDBC_URL.",
                "trusted  |       | latin    | Rollcall needs a database with the encoding UTF8, and this one has LATIN1. Create a database with: create database ... encoding 'UTF8' template template0; then check QUARKUS_DATASOURCE_JDBC_URL.",
                "trusted  |       | ascii    | Rollcall needs a database with the encoding UTF8, and this one has SQL_ASCII. Create a database with: create database ... encoding 'UTF8' template template0; then check QUARKUS_DATASOURCE_JDBC_URL.",
                "lost     |       | rollcall | No schema of the role's search_path exists in the database. Create the schema, or check currentSchema in QUARKUS_DATASOURCE_JDBC_URL.",
                "trusted  |       | foreign_ | The schema is not empty, and Rollcall did not create what is in it. Check QUARKUS_DATASOURCE_JDBC_URL: Rollcall needs an empty database, or an empty schema that is the first one in its role's search_path.",
                "trusted  |       | rollcall | The role that migrates the database lacks a right: permission denied for schema public. Grant it, or set QUARKUS_FLYWAY_USERNAME and QUARKUS_FLYWAY_PASSWORD to a role that has it."
            })
    void refuseADatabaseAtOnce(String role, String password, String url, String sentence) throws IOException {
        refuse(
                pool(server.port(), url, role, password),
                Optional.empty(),
                sentence.replace("{home}", System.getProperty("user.home")));
    }

    @Test
    void useNoPoolerInTransactionModeAndRefuseOneThatTheServiceCannotUseEither() throws Exception {
        try (TransactionPooler pooler = new TransactionPooler(server.port())) {
            AgroalDataSource pooled = pool(pooler.port(), "pooled", "trusted", null);
            refuse(
                    pooled,
                    Optional.empty(),
                    "Migrations cannot use a connection pooler in transaction mode, such as PgBouncer. Set"
                            + " QUARKUS_FLYWAY_JDBC_URL, QUARKUS_FLYWAY_USERNAME and QUARKUS_FLYWAY_PASSWORD so that they"
                            + " lead to PostgreSQL itself.");
            refuse(
                    pooled,
                    Optional.of(url(server.port(), "pooled")),
                    "The connection pooler works in transaction mode: prepared statement \"S_1\" already exists. Add"
                            + " prepareThreshold=0 to QUARKUS_DATASOURCE_JDBC_URL, or set max_prepared_statements in"
                            + " PgBouncer.");
        }
    }

    /** A migration may be silent for longer than a statement of a request may take. */
    @Test
    void haveNoBoundsOfTime() throws Exception {
        server.execute("create role patient superuser login");
        server.execute("alter role patient set statement_timeout = '1s'");
        try (AgroalDataSource pool = pool(server.port(), "postgres?socketTimeout=1", "patient", null)) {
            Migrations migrations = new Migrations(pool, Optional.empty(), Optional.empty(), Optional.empty());

            assertThatCode(() -> migrations.customize(Flyway.configure().initSql("select pg_sleep(1.5)")))
                    .doesNotThrowAnyException();
        }
    }

    private static void refuse(AgroalDataSource pool, Optional<String> url, String sentence) throws IOException {
        Migrations migrations = new Migrations(pool, url, Optional.empty(), Optional.empty());
        try (LogLines log = new LogLines(DatabaseCheck.class.getName());
                pool) {
            assertThatExceptionOfType(UnusableDatabaseException.class)
                    .isThrownBy(() -> migrations.customize(Flyway.configure().connectRetries(2)))
                    .withMessage(sentence);
            assertThat(documented()).anyMatch(sentence::startsWith);
            // It would say that it waits.
            assertThat(log.lines()).isEmpty();
        }
    }

    /** How the messages begin that docs/operations.md explains, as far as they are always the same. */
    private static List<String> documented() throws IOException {
        String document = Files.readString(Path.of("docs/operations.md"));
        String section = document.substring(document.indexOf("## Start the service"), document.indexOf("\n## Use "));
        return Pattern.compile("`([A-Z][^`]*?)(?: \\.\\.\\.|\\.\\.\\. [^`]*)`")
                .matcher(section)
                .results()
                .map((MatchResult message) -> message.group(1).strip())
                .toList();
    }

    private static String url(int port, String database) {
        return "jdbc:postgresql://localhost:" + port + "/" + database;
    }

    /** A pool with the configuration of the service's. It opens no connection. */
    private static AgroalDataSource pool(int port, String database, String role, String password) {
        try {
            return AgroalDataSource.from(new AgroalDataSourceConfigurationSupplier()
                    .connectionPoolConfiguration(pool -> pool.maxSize(1).connectionFactoryConfiguration(connections -> {
                        connections
                                .jdbcUrl(url(port, database))
                                .principal(new NamePrincipal(role))
                                .jdbcProperty("targetServerType", "primary")
                                .jdbcProperty("logServerErrorDetail", "false");
                        if (password != null) {
                            connections.credential(new SimplePassword(password));
                        }
                        return connections;
                    })));
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
