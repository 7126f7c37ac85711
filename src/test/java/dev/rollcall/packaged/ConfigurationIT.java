package dev.rollcall.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.FreshDatabase;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@code startup.ConfigurationCheckTest} has the other values that are refused. */
@Tag("once")
class ConfigurationIT {

    private static final String TOKEN = "pul-0123456789abcdef0123456789abcdef01234567";

    private final FreshDatabase database = new FreshDatabase();

    @AfterEach
    void dropDatabase() {
        database.close();
    }

    @Test
    void isReadAsItWasWrittenAndUnknownVariablesAreNamed() throws Exception {
        Map<String, String> settings = database.settings();
        settings.put("ROLLCALL_BOOTSTRAP_LOGIN", "admin");
        settings.put("ROLLCALL_BOOTSTRAP_TOKEN", TOKEN + "\n");
        settings.put("ROLLCALL_ENCRYPTION_KEYS", "dGhpcnR5LXR3byBieXRlcywgYW5kIG5vIHNlY3JldC4=");
        settings.put("ROLLCALL_PUBLIC_URL", "https://pulumi.example.com:8443");
        settings.put("ROLLCALL_SIGN_UP_EMAIL_DOMAINS", "example.com");
        settings.put("ROLLCALL_PROVIDERS_GITHUB_GH_CLIENT_ID", "id");
        settings.put("ROLLCALL_PROVIDERS_GITHUB_GH_CLIENT_SECRET", "a$$b${c}d");
        settings.put("ROLLCALL_PROVIDERS_GITHUB_GH_CLIENTID", "typo");
        settings.put("ROLLCALL_SIGNUP_OPEN", "true");
        settings.put("ROLLCALL_SERVICE_HOST", "10.0.0.1");
        settings.put("ROLLCALL_PORT_8080_TCP_ADDR", "10.0.0.1");
        try (ServiceProcess service = ServiceProcess.start(settings)) {
            service.awaitListening();

            assertThat(service.get("/api/user", TOKEN).statusCode()).isEqualTo(200);
            // Only an address with https may ask browsers to use https from now on.
            for (String path : List.of("/api/user", "/api/nothing", "/nothing", "/signin", "/pages.css")) {
                assertThat(service.get(path, TOKEN).headers().allValues("Strict-Transport-Security"))
                        .as(path)
                        .containsExactly("max-age=31536000");
            }
            assertThat(service.output().lines().filter(line -> line.contains("is not a setting of Rollcall")))
                    .hasSize(2)
                    .anyMatch(line -> line.contains("ROLLCALL_PROVIDERS_GITHUB_GH_CLIENTID"))
                    .anyMatch(line -> line.contains("ROLLCALL_SIGNUP_OPEN"))
                    .allMatch(line -> line.contains("WARN"));
        }
    }

    @Test
    void isRefusedWithASecretThatIsNone() throws InterruptedException {
        refuse(
                "ROLLCALL_ENCRYPTION_KEYS",
                "ZGV2ZWxvcG1lbnQgb25seSwga25vd24gdG8gYWxsLi4=",
                "The first key of rollcall.encryption.keys is published or easy to guess");
    }

    @Test
    void isRefusedWithADatabaseUrlThatWouldBeLoggedWithItsPassword() throws InterruptedException {
        refuse(
                "QUARKUS_DATASOURCE_JDBC_URL",
                "postgres://ada:hunter2@localhost/rollcall",
                "QUARKUS_DATASOURCE_JDBC_URL must be a URL like jdbc:postgresql://");
        refuse(
                "QUARKUS_FLYWAY_JDBC_URL",
                "jdbc:postgresql://ada:hunter2@localhost/rollcall",
                "QUARKUS_FLYWAY_JDBC_URL must be a URL like jdbc:postgresql://");
    }

    /** The driver understands this URL. The password is not logged, as often as a connection fails. */
    @Test
    void isNotLoggedWithThePasswordOfTheDatabase() throws InterruptedException {
        Map<String, String> settings = database.settings();
        settings.put("QUARKUS_DATASOURCE_JDBC_URL", "jdbc:postgresql://localhost:1/db?user=ada&password=hunter2");
        settings.put("QUARKUS_FLYWAY_CONNECT_RETRIES", "3");
        try (ServiceProcess service = ServiceProcess.start(settings)) {
            assertThat(service.awaitExit()).isEqualTo(1);
            // The service waits for a database that is down, until the configured time is over.
            List<Instant> retries = service.output()
                    .lines()
                    .filter(line -> line.contains("Retrying in 1 s,"))
                    .map(line -> OffsetDateTime.parse(line.replaceFirst(".*\"timestamp\":\"([^\"]+)\".*", "$1"))
                            .toInstant())
                    .toList();
            assertThat(retries).hasSize(3);
            // A failed attempt takes no time, so the retries take as long as they say.
            assertThat(Duration.between(retries.get(0), retries.get(2))).isLessThan(Duration.ofMillis(3900));
            assertThat(service.output())
                    .contains("PostgreSQL cannot be used: Connection to localhost:")
                    .contains("Check QUARKUS_DATASOURCE_JDBC_URL.")
                    .doesNotContain("hunter2", "\tat ", "\\tat ");
        }
    }

    /** One start names all settings with values that they cannot have. */
    @Test
    void isRefusedWithAllSettingsThatAreWrongByTheirNames() throws InterruptedException {
        Map<String, String> settings = database.settings();
        settings.put("ROLLCALL_PROVIDERS_GITHUB_GH_CLIENT_ID", "id");
        settings.put("ROLLCALL_PROVIDERS_GITHUB_GH_CLIENT_SECRET", "");
        settings.put("ROLLCALL_CLI_LATEST", "not a version");
        settings.put("ROLLCALL_JWT_ENABLED", "true");
        settings.put("ROLLCALL_JWT_ISSUERS_COMPANY_LOGIN_CLAIM", "sub");
        try (ServiceProcess service = ServiceProcess.start(settings)) {
            assertThat(service.awaitExit()).isEqualTo(1);
            assertThat(service.output().lines())
                    .contains(
                            "rollcall.providers.github.gh.client-secret is empty. Set a value, or remove the setting.")
                    .anyMatch(line -> line.contains("rollcall.cli.latest"))
                    .anyMatch(line -> line.contains("rollcall.jwt.issuers.company.issuer is required"))
                    .anyMatch(line -> line.contains("rollcall.jwt.issuers.company.jwks-url is required"))
                    .anyMatch(line -> line.contains("rollcall.jwt.issuers.company.audience is required"));
            assertThat(service.output()).doesNotContain("SRCFG00040", "\tat ");
        }
    }

    private void refuse(String setting, String value, String sentence) throws InterruptedException {
        Map<String, String> settings = database.settings();
        settings.put("ROLLCALL_BOOTSTRAP_LOGIN", "admin");
        settings.put("ROLLCALL_BOOTSTRAP_TOKEN", TOKEN);
        settings.put(setting, value);
        try (ServiceProcess service = ServiceProcess.start(settings)) {
            assertThat(service.awaitExit()).isEqualTo(1);
            assertThat(service.output())
                    .contains(sentence)
                    .doesNotContain(value)
                    .doesNotContain("hunter2")
                    // One sentence, without a stack trace.
                    .doesNotContain("\tat ", "\\tat ");
        }
    }
}
