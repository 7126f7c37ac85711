package dev.rollcall.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rollcall.testing.Database;
import dev.rollcall.testing.PostgresqlResource;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Organization;
import dev.rollcall.testing.Rows.Person;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.restassured.RestAssured;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Schemathesis reads the served API description and sends thousands of valid and invalid requests. */
@QuarkusIntegrationTest
@QuarkusTestResource(PostgresqlResource.class)
class SchemathesisIT {

    private static final Path EXECUTABLE = Path.of(System.getProperty("schemathesis", ""));

    @BeforeEach
    void requireSchemathesis() {
        assumeTrue(
                Files.isExecutable(EXECUTABLE) && Files.isRegularFile(EXECUTABLE),
                "SKIPPED: no Schemathesis was given (-Dschemathesis=PATH); e2e/fuzz installs it and runs this test");
    }

    @Test
    void findsNoAnswerToAPersonThatTheDocumentDoesNotPromise() throws Exception {
        Person ada = Rows.person("Ada Example");
        Database.execute(
                "update app_user set email = ?, email_verified_at = now(), site_admin = true where id = ?",
                ada.login() + "@example.com",
                ada.id());
        Rows.join(ada.id(), fuzzed().id(), "admin");

        assertThatNothingIsFound(ada.token());
    }

    @Test
    void findsNoAnswerToAMachineThatTheDocumentDoesNotPromise() throws Exception {
        assertThatNothingIsFound(Rows.organizationToken(fuzzed(), "deploy"));
    }

    /** Creates the organization, team, person and stack that e2e/schemathesis.toml names. */
    private static Organization fuzzed() {
        Database.execute("delete from owner_name where name in ('fuzzed', 'grace')");
        Organization fuzzed = Rows.organization("fuzzed", "Fuzzed");
        Rows.tag(Rows.stack(fuzzed.id(), "website", "dev"), "environment", "dev");
        Database.execute(
                "insert into team (id, organization_id, name) values (gen_random_uuid(), ?, 'crew')", fuzzed.id());
        Person grace = Rows.person("Grace Example");
        Database.execute("update owner_name set name = 'grace' where user_id = ?", grace.id());
        Rows.join(grace.id(), fuzzed.id(), "member");
        return fuzzed;
    }

    private static void assertThatNothingIsFound(String token) throws IOException, InterruptedException {
        Path report = Files.createTempFile(Path.of("target"), "schemathesis", ".txt");
        Process process = new ProcessBuilder(
                        EXECUTABLE.toString(),
                        "--config-file",
                        Path.of("e2e/schemathesis.toml").toAbsolutePath().toString(),
                        "run",
                        "http://localhost:" + RestAssured.port + "/api/openapi/pulumi-spec.json",
                        "--header",
                        "Authorization: token " + token,
                        "--max-examples",
                        System.getProperty("schemathesis.examples", "50"),
                        "--seed",
                        "1",
                        "--no-color",
                        "--continue-on-failure")
                // Schemathesis writes its findings into the folder in which it runs.
                .directory(new File("target"))
                .redirectErrorStream(true)
                .redirectOutput(report.toFile())
                .start();
        if (!process.waitFor(15, TimeUnit.MINUTES)) {
            process.destroyForcibly();
        }

        assertThat(process.waitFor()).as(Files.readString(report)).isZero();
    }
}
