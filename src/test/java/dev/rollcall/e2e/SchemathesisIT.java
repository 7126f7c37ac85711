package dev.rollcall.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rollcall.testing.PostgresqlResource;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Person;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.restassured.RestAssured;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What Schemathesis, which reads the served document, can think of: thousands of requests, sane and insane. */
@QuarkusIntegrationTest
@QuarkusTestResource(PostgresqlResource.class)
class SchemathesisIT {

    private static final Path EXECUTABLE = Path.of(System.getProperty("schemathesis", ""));

    @Test
    void findsNoAnswerThatTheDocumentDoesNotPromise() throws Exception {
        assumeTrue(
                Files.isExecutable(EXECUTABLE) && Files.isRegularFile(EXECUTABLE),
                "SKIPPED: no Schemathesis was given (-Dschemathesis=PATH); e2e/fuzz installs it and runs this test");
        Person ada = Rows.person("Ada Example");
        Rows.stack(ada.organizationId(), "website", "dev");
        Path report = Path.of("target/schemathesis.txt");

        Process process = new ProcessBuilder(
                        EXECUTABLE.toString(),
                        "run",
                        "http://localhost:" + RestAssured.port + "/api/openapi/pulumi-spec.json",
                        "--header",
                        "Authorization: " + ada.authorization(),
                        "--checks",
                        "all",
                        "--max-examples",
                        System.getProperty("schemathesis.examples", "50"),
                        "--seed",
                        "1",
                        "--no-color",
                        "--generation-database",
                        "none",
                        "--continue-on-failure")
                .redirectErrorStream(true)
                .redirectOutput(report.toFile())
                .start();
        if (!process.waitFor(15, TimeUnit.MINUTES)) {
            process.destroyForcibly();
        }

        assertThat(process.waitFor()).as(Files.readString(report)).isZero();
    }
}
