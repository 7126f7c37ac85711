package dev.rollcall.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.FreshDatabase;
import dev.rollcall.testing.TestSettings;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A PostgreSQL server of one test or class, which may stop, start and break it. Its database {@code postgres} has all
 * migrations.
 */
public final class PostgresqlServer implements AutoCloseable {

    /** The first administrator's token. */
    public static final String TOKEN = "pul-0123456789abcdef0123456789abcdef01234567";

    /** The data of a migrated server, which the others copy. Creating and migrating them takes seconds. */
    private static Path template;

    private final Path folder;
    private final EmbeddedPostgres server;

    /** Starts a server whose data are in a folder, which must exist. */
    public PostgresqlServer(Path folder) throws IOException {
        this.folder = folder;
        copy(template(), data());
        this.server = start(data());
    }

    private static EmbeddedPostgres start(Path data) throws IOException {
        return EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                // The library switches this off, and then a crash can lose the last commits. Operators leave it on.
                .setServerConfig("synchronous_commit", "on")
                .start();
    }

    private static synchronized Path template() throws IOException {
        if (template == null) {
            Path data = Files.createTempDirectory("rollcall-postgresql").resolve("pgdata");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(data.getParent()), "delete-template"));
            try (EmbeddedPostgres migrated = start(data)) {
                FreshDatabase.migrate(migrated.getJdbcUrl("postgres", "postgres"), "postgres", null);
            }
            template = data;
        }
        return template;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                // Of a folder, this makes an empty one. PostgreSQL wants it to be closed to others, as the first one
                // is.
                Files.copy(file, to.resolve(from.relativize(file).toString()), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** The folder with the server's files. */
    public Path data() {
        return folder.resolve("pgdata");
    }

    public int port() {
        return server.getPort();
    }

    Connection connect() throws SQLException {
        return server.getPostgresDatabase().getConnection();
    }

    /** Executes a statement in the database {@code postgres}. */
    public void execute(String sql) throws SQLException {
        execute("postgres", sql);
    }

    public void execute(String database, String sql) throws SQLException {
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
    public Map<String, String> settings() {
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
    public void control(String... how) throws IOException, InterruptedException {
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

    /** Starts the server, or starts it again. */
    public void restart() throws IOException, InterruptedException {
        control("restart", "-m", "fast", "-l", folder.resolve("postgresql.log").toString());
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
