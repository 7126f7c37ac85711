package dev.rollcall.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.TestSettings;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A PostgreSQL server of one test, which the test may stop, start and break. */
final class PostgresqlServer implements AutoCloseable {

    /** The first administrator's token. */
    static final String TOKEN = "pul-0123456789abcdef0123456789abcdef01234567";

    private final Path folder;
    private final EmbeddedPostgres server;

    PostgresqlServer(Path folder) throws IOException {
        this.folder = folder;
        this.server = EmbeddedPostgres.builder()
                .setDataDirectory(data())
                .setCleanDataDirectory(false)
                // The library switches this off, and then a crash can lose the last commits. Operators leave it on.
                .setServerConfig("synchronous_commit", "on")
                .start();
    }

    Path data() {
        return folder.resolve("pgdata");
    }

    int port() {
        return server.getPort();
    }

    Connection connect() throws SQLException {
        return server.getPostgresDatabase().getConnection();
    }

    void execute(String sql) throws SQLException {
        execute("postgres", sql);
    }

    void execute(String database, String sql) throws SQLException {
        try (Connection connection = server.getDatabase("postgres", database).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    String value(String sql) throws SQLException {
        return value("postgres", sql);
    }

    String value(String database, String sql) throws SQLException {
        try (Connection connection = server.getDatabase("postgres", database).getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    /** Settings of a service that uses this server, with a first administrator. */
    Map<String, String> settings() {
        return settings(port());
    }

    /** The same with another port, behind which the server is. */
    Map<String, String> settings(int port) {
        Map<String, String> settings = new HashMap<>();
        settings.put("QUARKUS_DATASOURCE_JDBC_URL", "jdbc:postgresql://localhost:" + port + "/postgres");
        settings.put("QUARKUS_DATASOURCE_USERNAME", "postgres");
        settings.put("ROLLCALL_LIMITS_REQUESTS", "0");
        settings.put("ROLLCALL_INVITES_KEY", TestSettings.INVITES_KEY);
        settings.put("ROLLCALL_BOOTSTRAP_LOGIN", "admin");
        settings.put("ROLLCALL_BOOTSTRAP_TOKEN", TOKEN);
        return settings;
    }

    /** Stops or starts the server with pg_ctl, because the library can start it only once. */
    void control(String... how) throws IOException, InterruptedException {
        String postgres = Files.readString(data().resolve("postmaster.opts")).split(" ", 2)[0];
        List<String> command = new ArrayList<>();
        if ("root".equals(System.getProperty("user.name"))) {
            // PostgreSQL refuses to run as root. In a new user namespace root is nobody.
            command.addAll(List.of("unshare", "-U"));
        }
        command.add(Path.of(postgres).resolveSibling("pg_ctl").toString());
        command.addAll(List.of("-D", data().toString(), "-w"));
        command.addAll(List.of(how));
        Path log = folder.resolve("pg_ctl.log");
        Process control = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(control.waitFor()).as(Files.readString(log)).isZero();
    }

    void restart() throws IOException, InterruptedException {
        control("restart", "-m", "fast", "-l", folder.resolve("postgresql.log").toString());
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
