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
    private StashProject project;

    private String succeed(Map<String, String> settings, String... command) throws IOException, InterruptedException {
        Result result = cli.run(settings, command);
        assertThat(result.exitCode())
                .as("%s: %s", List.of(command), result.output())
                .isZero();
        return result.output();
    }

    /** Makes a stack of two resources in files, and a project that uses the same stack here. Returns the settings for files. */
    private Map<String, String> stackInFiles() throws IOException, InterruptedException {
        StashProject.require();
        Rows.join(ada.id(), acme.id(), "admin");
        cli = new PulumiCli(homes, ada.token());
        project = new StashProject(cli, acme.login() + "/website/dev");
        Map<String, String> files = new HashMap<>(PASSPHRASE);
        files.put("PULUMI_BACKEND_URL", "file://" + Files.createDirectory(homes.resolve("states")));
        files.put("N", "2");
        succeed(files, "stack", "init", "dev");
        succeed(files, "config", "set", "--secret", "password", "hunter2");
        Result created = cli.program(files, "up", "organization/website/dev");
        assertThat(created.exitCode()).as(created.output()).isZero();
        return files;
    }

    private void assertThatEverythingMoved() throws IOException, InterruptedException {
        assertThat(project.run("stack", "export", "--show-secrets")).contains("\"type\": \"service\"", "secret-1");
        assertThat(project.run("config", "get", "password")).contains("hunter2");
        Result updated = project.program("up", Map.of("N", "3"));
        assertThat(updated.output()).contains("1 created", "3 unchanged");
        assertThat(project.resources()).containsExactly("stash-0", "stash-1", "stash-2");
    }

    @Test
    void movesAStackWithItsSecretsFromFilesHere() throws Exception {
        Map<String, String> files = stackInFiles();

        succeed(files, "stack", "export", "--file", "stack.json");
        succeed(PASSPHRASE, "stack", "init", acme.login() + "/dev", "--secrets-provider", "passphrase");
        succeed(PASSPHRASE, "stack", "import", "--file", "stack.json");
        succeed(PASSPHRASE, "stack", "change-secrets-provider", "default");

        assertThatEverythingMoved();
    }

    @Test
    void movesAStackWithItsSecretsFromFilesHereByOneCommand() throws Exception {
        Map<String, String> files = stackInFiles();

        succeed(
                PASSPHRASE,
                "stack",
                "migrate",
                files.get("PULUMI_BACKEND_URL"),
                "dev",
                "--target",
                acme.login() + "/website/dev",
                "--yes");
        project.select();

        assertThatEverythingMoved();
    }

    /** "Rename or transfer a stack" in docs/state.md. */
    @Test
    void renamesAndTransfersAStackByWayOfFiles() throws Exception {
        StashProject.require();
        Rows.join(ada.id(), acme.id(), "admin");
        Organization globex = Rows.organization(unique("globex"), "Globex Corporation");
        Rows.join(ada.id(), globex.id(), "admin");
        cli = new PulumiCli(homes, ada.token());
        project = new StashProject(cli, acme.login() + "/website/old").init();
        succeed(Map.of(), "config", "set", "--secret", "password", "hunter2");
        project.up(2);
        Map<String, String> files = new HashMap<>(PASSPHRASE);
        files.put("PULUMI_BACKEND_URL", "file://" + Files.createDirectory(homes.resolve("states")));

        String old = acme.login() + "/website/old";
        succeed(files, "stack", "migrate", PulumiCli.url(), old, "--target", "organization/website/dev", "--yes");
        project = new StashProject(cli, globex.login() + "/website/dev");
        succeed(
                PASSPHRASE,
                "stack",
                "migrate",
                files.get("PULUMI_BACKEND_URL"),
                "dev",
                "--target",
                globex.login() + "/website/dev",
                "--yes");
        project.select();

        assertThatEverythingMoved();
        succeed(Map.of(), "stack", "rm", old, "--force", "--yes");
    }
}
