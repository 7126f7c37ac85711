package dev.rollcall.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.Await;
import dev.rollcall.testing.FreePort;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** PostgreSQL answers, but not as a service needs it. */
@Tag("once")
class UnusableDatabaseIT {

    private static final int CLIENTS = 10;

    @TempDir
    static Path shared;

    /** Shared by tests that leave them usable. */
    private static PostgresqlServer server;

    private static ServiceProcess running;

    @BeforeAll
    static void start() throws Exception {
        server = new PostgresqlServer(shared);
        running = ServiceProcess.start(settings(server));
        running.awaitListening();
    }

    @AfterAll
    static void stop() throws IOException {
        running.close();
        server.close();
    }

    @Test
    void neverUsesAServerThatIsReadOnly() throws Exception {
        assertThat(create(running).statusCode()).isEqualTo(200);

        // As managed services do when the disk is almost full.
        server.execute("alter system set default_transaction_read_only = on");
        server.execute("select pg_reload_conf()");
        awaitReady(running, 503);
        HttpResponse<String> write = create(running);
        assertThat(write.statusCode()).isEqualTo(503);
        assertThat(write.headers().firstValue("Retry-After")).isPresent();
        assertThat(read(running).statusCode()).isEqualTo(503);

        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("set default_transaction_read_only = off");
            statement.execute("alter system reset default_transaction_read_only");
            statement.execute("select pg_reload_conf()");
        }
        awaitReady(running, 200);
        assertThat(create(running).statusCode()).isEqualTo(200);
    }

    @Test
    void neverUsesAStandbyAndServesOnceItIsPromoted() throws Exception {
        assertThat(read(running).statusCode()).isEqualTo(200);

        Files.createFile(server.data().resolve("standby.signal"));
        server.restart();
        assertThat(server.value("select pg_is_in_recovery()")).isEqualTo("t");
        awaitReady(running, 503);
        assertThat(read(running).statusCode()).isEqualTo(503);
        assertThat(create(running).statusCode()).isEqualTo(503);

        server.control("promote");
        awaitReady(running, 200);
        assertThat(create(running).statusCode()).isEqualTo(200);
    }

    @Test
    void answers503WhenAStatementWaitsTooLong() throws Exception {
        try (Connection connection = server.connect();
                Statement lock = connection.createStatement()) {
            connection.setAutoCommit(false);
            lock.execute("lock table access_token in access exclusive mode");
            long sent = System.nanoTime();
            HttpResponse<String> late = read(running);
            assertThat(late.statusCode()).as(late.body()).isEqualTo(503);
            assertThat(late.body()).contains("The database is too busy. Try again in a moment.");
            assertThat(late.headers().firstValue("Retry-After")).isPresent();
            assertThat(Duration.ofNanos(System.nanoTime() - sent)).isLessThan(Duration.ofSeconds(15));
        }
        assertThat(read(running).statusCode()).isEqualTo(200);
        awaitReady(running, 200);
    }

    /** With the level that the server chose, requests would fail because of each other. */
    @Test
    void requestsDoNotConflictWhateverIsolationIsTheDefaultOfTheServer(@TempDir Path folder) throws Exception {
        try (PostgresqlServer database = new PostgresqlServer(folder)) {
            database.execute("alter system set default_transaction_isolation = 'serializable'");
            database.execute("select pg_reload_conf()");
            database.execute("alter database postgres set default_transaction_isolation = 'serializable'");
            database.execute("alter role postgres set default_transaction_isolation = 'repeatable read'");
            assertThat(database.value("show transaction_isolation")).isEqualTo("repeatable read");
            ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
            try (ServiceProcess service = ServiceProcess.start(settings(database))) {
                service.awaitListening();
                // Each creation locks the account, counts its tokens and adds one.
                Callable<HttpResponse<String>> client = () -> create(service);
                for (Future<HttpResponse<String>> created : threads.invokeAll(Collections.nCopies(100, client))) {
                    assertThat(created.get().statusCode())
                            .as(created.get().body())
                            .isEqualTo(200);
                }
            } finally {
                threads.shutdownNow();
            }
        }
    }

    @Test
    void aMigrationWaitsForLocksInSmallStepsAndThenRuns(@TempDir Path folder) throws Exception {
        try (PostgresqlServer database = new PostgresqlServer(folder)) {
            // This migration changes every row of app_user, and may run twice.
            database.execute("delete from flyway_schema_history where version = '15'");
            try (Connection connection = database.connect();
                    Statement lock = connection.createStatement()) {
                connection.setAutoCommit(false);
                lock.execute("lock table app_user in share mode");
                Map<String, String> settings = settings(database);
                settings.put("QUARKUS_FLYWAY_OUT_OF_ORDER", "true");
                try (ServiceProcess second = ServiceProcess.start(settings)) {
                    second.awaitOutput("A migration needs a table that another transaction uses. Attempt 2 of 60");
                    assertThat(database.value("select count(*) from pg_locks where not granted"))
                            .isIn("0", "1");
                    connection.rollback();
                    second.awaitListening();
                }
            }
            assertThat(database.value("select count(*) from flyway_schema_history where version = '15'"))
                    .isEqualTo("1");
        }
    }

    @Test
    void isNotReadyWithoutRightsAndLogsThatOnce() throws Exception {
        server.execute("create role rollcall login");
        server.execute("create database owned owner rollcall");
        Map<String, String> settings = settings(server);
        settings.put("QUARKUS_DATASOURCE_USERNAME", "rollcall");
        settings.put("QUARKUS_DATASOURCE_JDBC_URL", "jdbc:postgresql://localhost:" + server.port() + "/owned");
        try (ServiceProcess service = ServiceProcess.start(settings)) {
            service.awaitListening();
            assertThat(service.manage("/q/health/well").statusCode()).isEqualTo(200);

            server.execute("owned", "revoke all on access_token from rollcall");
            for (int i = 0; i < 20; i++) {
                assertThat(read(service).statusCode()).isEqualTo(500);
            }
            awaitReady(service, 503);
            assertThat(service.manage("/q/health/well").body()).contains("\"tables without rights\": \"access_token\"");
            assertThat(service.output().lines().filter(line -> line.contains("permission denied")))
                    .hasSize(1)
                    .allSatisfy(line -> assertThat(line).hasSizeLessThan(2000));

            server.execute("owned", "grant all on access_token to rollcall");
            awaitReady(service, 200);
            assertThat(read(service).statusCode()).isEqualTo(200);
            assertThat(service.output()).contains("The database can be used again");
        }
    }

    @Test
    void stopsAtOnceWhileItWaitsForTheDatabase() throws Exception {
        Map<String, String> settings = settings(server);
        settings.put("QUARKUS_DATASOURCE_JDBC_URL", "jdbc:postgresql://localhost:" + FreePort.find() + "/postgres");
        try (ServiceProcess service = ServiceProcess.start(settings)) {
            service.awaitOutput("Retrying in 1 s,");
            long told = System.nanoTime();
            service.terminate();
            assertThat(service.awaitExit()).isEqualTo(143);
            assertThat(Duration.ofNanos(System.nanoTime() - told)).isLessThan(Duration.ofSeconds(10));
        }
    }

    private static Map<String, String> settings(PostgresqlServer database) {
        Map<String, String> settings = database.settings();
        settings.put("QUARKUS_DATASOURCE_JDBC_ACQUISITION_TIMEOUT", "1s");
        settings.put("ROLLCALL_DATABASE_CHECK_INTERVAL", "1s");
        // Like the default, but with a shorter time.
        settings.put("QUARKUS_DATASOURCE_JDBC_NEW_CONNECTION_SQL", "set statement_timeout = '2s'");
        return settings;
    }

    private static HttpResponse<String> read(ServiceProcess service) throws Exception {
        return service.get("/api/user", PostgresqlServer.TOKEN);
    }

    private static HttpResponse<String> create(ServiceProcess service) throws Exception {
        return service.post("/api/user/tokens", PostgresqlServer.TOKEN, "{\"description\":\"CI\",\"expires\":0}");
    }

    /** Both the probe and the gauges that alerts use. */
    private static void awaitReady(ServiceProcess service, int status) throws Exception {
        double gauge = status == 200 ? 1 : 0;
        Await.until(() -> service.manage("/q/health/ready").statusCode() == status
                && service.metric("rollcall_ready") == gauge
                && service.metric("rollcall_database_up") == gauge);
        assertThat(service.manage("/q/health/ready").statusCode()).isEqualTo(status);
        assertThat(service.metric("rollcall_ready")).isEqualTo(gauge);
        assertThat(service.metric("rollcall_database_up")).isEqualTo(gauge);
    }
}
