package dev.rollcall.e2e;

import static dev.rollcall.testing.Rows.unique;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.e2e.PulumiCli.Result;
import dev.rollcall.testing.PostgresqlResource;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Organization;
import dev.rollcall.testing.Rows.Person;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Follows "Move stacks here" in docs/state.md. */
@QuarkusIntegrationTest
@QuarkusTestResource(PostgresqlResource.class)
class StackMoveIT {

    private static final Map<String, String> PASSPHRASE = Map.of("PULUMI_CONFIG_PASSPHRASE", "correct horse");

    private final Person ada = Rows.person("Ada Example");
    private final Organization acme = Rows.organization(unique("acme"), "Acme Corporation");

    @TempDir
    Path homes;

    private PulumiCli cli;

    private String succeed(Map<String, String> settings, String... command) throws IOException, InterruptedException {
        Result result = cli.run(settings, command);
        assertThat(result.exitCode())
                .as("%s: %s", List.of(command), result.output())
                .isZero();
        return result.output();
    }

    @Test
    void movesAStackWithItsSecretsFromFilesHere() throws Exception {
        StashProject.require();
        Rows.join(ada.id(), acme.id(), "admin");
        cli = new PulumiCli(homes, ada.token());
        StashProject project = new StashProject(cli, acme.login() + "/website/dev");
        Map<String, String> files = new HashMap<>(PASSPHRASE);
        files.put("PULUMI_BACKEND_URL", "file://" + Files.createDirectory(homes.resolve("states")));
        files.put("N", "2");
        succeed(files, "stack", "init", "dev");
        succeed(files, "config", "set", "--secret", "password", "hunter2");
        Result created = cli.program(files, "up", "organization/website/dev");
        assertThat(created.exitCode()).as(created.output()).isZero();

        succeed(files, "stack", "export", "--file", "stack.json");
        succeed(PASSPHRASE, "stack", "init", acme.login() + "/dev", "--secrets-provider", "passphrase");
        succeed(PASSPHRASE, "stack", "import", "--file", "stack.json");
        succeed(PASSPHRASE, "stack", "change-secrets-provider", "default");

        assertThat(project.run("stack", "export", "--show-secrets")).contains("\"type\": \"service\"", "secret-1");
        assertThat(project.run("config", "get", "password")).contains("hunter2");
        Result updated = project.program("up", Map.of("N", "3"));
        assertThat(updated.output()).contains("1 created", "3 unchanged");
        assertThat(project.resources()).containsExactly("stash-0", "stash-1", "stash-2");
    }
}
