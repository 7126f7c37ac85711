package dev.rollcall.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.testing.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Executes the SQL of docs/operations.md, "Use separate roles". */
@Tag("once")
class SeparateRolesIT {

    private static final String OLD = "audit_event where occurred_at < now() - interval '100 days'";
    private static final String ENDED = "access_token where revoked_at is not null";
    private static final String SESSIONS = "browser_session";
    private static final String USED = "access_token where last_used_at is not null";

    @TempDir
    Path folder;

    private PostgresqlServer server;

    /** The blocks of SQL: roles and database, default privileges, and grants for a database that is in use. */
    private List<String> documented;

    @BeforeEach
    void readDocumentAndStartServer() throws IOException {
        String document = Files.readString(Path.of("docs/operations.md"));
        int begin = document.indexOf("\n## Use separate roles\n");
        String section = document.substring(begin, document.indexOf("\n## ", begin + 1));
        documented = Pattern.compile("```sql\n(.*?)```", Pattern.DOTALL)
                .matcher(section)
                .results()
                .map((MatchResult block) -> block.group(1))
                .toList();
        assertThat(documented).hasSize(3);
        server = new PostgresqlServer(folder);
    }

    @AfterEach
    void stopServer() throws IOException {
        server.close();
    }

    @Test
    void theServiceWorksInANewDatabaseWithARoleThatOnlyUsesTheTables() throws Exception {
        for (String statement : documented.get(0).split(";", -1)) {
            execute("postgres", statement);
        }
        server.execute("rollcall", documented.get(1));

        try (ServiceProcess service = ServiceProcess.start(separate())) {
            service.awaitListening();

            assertWorks(service);
            assertCannotMoreThanItMust();
        }
    }

    @Test
    void aDatabaseThatIsInUseGetsASecondRole() throws Exception {
        server.execute("create role rollcall login");
        server.execute("create database rollcall owner rollcall");
        Map<String, String> one = separate();
        one.keySet().removeIf(name -> name.startsWith("QUARKUS_FLYWAY_"));
        one.put("QUARKUS_DATASOURCE_USERNAME", "rollcall");
        try (ServiceProcess service = ServiceProcess.start(one)) {
            service.awaitListening();
            assertWorks(service);
        }
        server.execute("create role rollcall_service login");

        // Without the grants the service does not start.
        try (ServiceProcess service = ServiceProcess.start(separate())) {
            assertThat(service.awaitExit()).isEqualTo(1);
            assertThat(service.output())
                    .contains("The role lacks a right: permission denied for table access_token. Grant it, or check"
                            + " QUARKUS_DATASOURCE_USERNAME and QUARKUS_DATASOURCE_PASSWORD.")
                    .doesNotContain("\\tat ");
        }

        server.execute("rollcall", documented.get(1));
        server.execute("rollcall", documented.get(2));
        try (ServiceProcess service = ServiceProcess.start(separate())) {
            service.awaitListening();

            assertWorks(service);
            assertCannotMoreThanItMust();
        }
    }

    private void execute(String database, String statement) throws SQLException {
        if (!statement.isBlank()) {
            server.execute(database, statement);
        }
    }

    private Map<String, String> separate() {
        Map<String, String> settings = server.settings();
        settings.put("QUARKUS_DATASOURCE_JDBC_URL", url());
        settings.put("QUARKUS_DATASOURCE_USERNAME", "rollcall_service");
        settings.put("QUARKUS_FLYWAY_USERNAME", "rollcall");
        settings.put("QUARKUS_FLYWAY_PASSWORD", "...");
        settings.put("ROLLCALL_TOKENS_LAST_USED_INTERVAL", "1s");
        settings.put("ROLLCALL_TOKENS_CLEANUP_INTERVAL", "1s");
        settings.put("ROLLCALL_AUDIT_RETENTION", "100d");
        settings.put("ROLLCALL_AUDIT_CLEANUP_INTERVAL", "1s");
        settings.put("ROLLCALL_SESSIONS_CLEANUP_INTERVAL", "1s");
        return settings;
    }

    private String url() {
        return "jdbc:postgresql://localhost:" + server.port() + "/rollcall";
    }

    private void assertWorks(ServiceProcess service) throws Exception {
        assertThat(service.post("/api/user/tokens", PostgresqlServer.TOKEN, "{\"description\":\"CI\",\"expires\":0}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(service.get("/api/user/tokens", PostgresqlServer.TOKEN).body())
                .contains("\"description\":\"CI\"");
        server.execute(
                "rollcall",
                "insert into audit_event (id, occurred_at, action)"
                        + " values (gen_random_uuid(), now() - interval '101 days', 'token-used')");
        server.execute(
                "rollcall",
                "insert into access_token (id, secret_hash, kind, user_id, revoked_at)"
                        + " select gen_random_uuid(), sha256(gen_random_uuid()::text::bytea), 'personal', id,"
                        + " now() - interval '31 days' from app_user");
        server.execute(
                "rollcall",
                "insert into browser_session (id, secret_hash, created_at, last_seen_at, expires_at)"
                        + " values (gen_random_uuid(), sha256(gen_random_uuid()::text::bytea), now(), now(), now())");
        Await.until(() -> count(OLD) == 0 && count(ENDED) == 0 && count(SESSIONS) == 0 && count(USED) > 0);
        assertThat(count(OLD)).isZero();
        assertThat(count(ENDED)).isZero();
        assertThat(count(SESSIONS)).isZero();
        assertThat(count(USED)).isPositive();
        assertThat(count("audit_event")).isGreaterThan(1);
        assertThat(service.manage("/q/health/ready").statusCode()).isEqualTo(200);
        assertThat(service.manage("/q/health/well").body()).doesNotContain("tables without rights");
        assertThat(service.output()).doesNotContain("permission denied");
    }

    private long count(String rows) throws SQLException {
        return Long.parseLong(server.value("rollcall", "select count(*) from " + rows));
    }

    private void assertCannotMoreThanItMust() throws SQLException {
        try (Connection connection = DriverManager.getConnection(url(), "rollcall_service", "...");
                Statement statement = connection.createStatement()) {
            for (String forbidden : List.of(
                    "truncate audit_event",
                    "delete from audit_event",
                    "update audit_event set address = null",
                    "drop table audit_event",
                    "alter table audit_event disable trigger all",
                    "drop function refuse_change cascade",
                    "create table mine (id int)",
                    "create function mine() returns int language sql return 1",
                    "truncate access_token",
                    "alter table access_token add column mine int",
                    "create index mine on access_token (id)",
                    "select * from flyway_schema_history",
                    "delete from flyway_schema_history",
                    "set role rollcall")) {
                assertThatThrownBy(() -> statement.execute(forbidden))
                        .as(forbidden)
                        .isInstanceOfSatisfying(
                                SQLException.class,
                                refusal -> assertThat(refusal.getSQLState()).isEqualTo("42501"));
            }
        }
    }
}
