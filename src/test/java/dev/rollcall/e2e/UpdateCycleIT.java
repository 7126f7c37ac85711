package dev.rollcall.e2e;

import static dev.rollcall.testing.Rows.unique;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rollcall.e2e.PulumiCli.Result;
import dev.rollcall.testing.PostgresqlResource;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Organization;
import dev.rollcall.testing.Rows.Person;
import dev.rollcall.testing.StackUpdates;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The daily cycle with an unmodified Pulumi CLI, and a Go program of resources that need no provider ({@code e2e/stash}).
 */
@QuarkusIntegrationTest
@Tag("once")
@QuarkusTestResource(PostgresqlResource.class)
class UpdateCycleIT {

    private final Person ada = Rows.person("Ada Example");
    private final Organization acme = Rows.organization(unique("acme"), "Acme Corporation");
    private final String stack = acme.login() + "/website/dev";
    private PulumiCli cli;

    @TempDir
    Path homes;

    @BeforeEach
    void initStack() throws Exception {
        PulumiCli.require();
        assumeTrue(PulumiCli.hasProgram(), "SKIPPED: no program was given (-Dpulumi.program=PATH)");
        Rows.join(ada.id(), acme.id(), "admin");
        cli = project(ada.token());
        run("stack", "init", stack);
    }

    private PulumiCli project(String token) throws IOException, InterruptedException {
        PulumiCli cli = new PulumiCli(homes, token);
        Files.writeString(cli.home().resolve("Pulumi.yaml"), "name: website\nruntime: go\n");
        assertThat(cli.run("login", PulumiCli.url()).exitCode()).isZero();
        return cli;
    }

    private String run(String... command) throws IOException, InterruptedException {
        Result result = cli.run(command);
        assertThat(result.exitCode())
                .as(List.of(command) + "\n" + result.output())
                .isZero();
        return result.output();
    }

    private Result program(String command, Map<String, String> settings) throws IOException, InterruptedException {
        return cli.program(settings, command, stack);
    }

    private void up(int resources) throws IOException, InterruptedException {
        Result result = program("up", Map.of("N", String.valueOf(resources)));
        assertThat(result.exitCode()).as(result.output()).isZero();
    }

    /** The names of resources in the exported state, with what is pending. */
    private List<String> resources() throws IOException, InterruptedException {
        List<Map<String, Object>> all = JsonPath.from(run("stack", "export")).getList("deployment.resources");
        // The CLI leaves an empty list out.
        return Optional.ofNullable(all).orElse(List.of()).stream()
                .filter(resource -> resource.get("type").equals("pulumi:index:Stash"))
                .map(resource -> resource.get("urn").toString().replaceFirst(".*::", "")
                        + (Boolean.TRUE.equals(resource.get("delete")) ? " (delete)" : ""))
                .toList();
    }

    @Test
    void goesThroughTheWholeCycle() throws Exception {
        run("config", "set", "--secret", "password", "hunter2");
        assertThat(run("config", "get", "password")).contains("hunter2");
        assertThat(run("config", "--show-secrets")).contains("hunter2");

        up(3);
        assertThat(resources()).containsExactly("stash-0", "stash-1", "stash-2");
        assertThat(run("stack", "export")).doesNotContain("secret-0").contains("ciphertext");
        assertThat(run("stack", "export", "--show-secrets")).contains("secret-0");
        assertThat(program("preview", Map.of("N", "4")).output()).contains("1 to create");
        up(3);

        run("refresh", "--yes", "--skip-preview");
        run("stack", "export", "--file", "state.json");
        run("stack", "import", "--file", "state.json");
        assertThat(JsonPath.from(run("stack", "history", "--json")).<Integer>getList("version"))
                .containsExactly(4, 3, 2, 1);
        run("stack", "tag", "set", "team", "web");
        assertThat(run("stack", "tag", "ls")).contains("team");
        assertThat(run("stack", "ls")).contains("dev");
        assertThat(cli.run("stack", "rm", "--yes").output()).contains("still");
        run("destroy", "--yes", "--skip-preview");
        assertThat(resources()).isEmpty();
        run("stack", "rm", "--yes");
    }

    @Test
    void keepsWhatAFailedUpdateCreated() throws Exception {
        Result failed = program("up", Map.of("N", "5", "FAIL_AFTER", "2"));

        assertThat(failed.exitCode()).isNotZero();
        assertThat(resources()).containsExactly("stash-0", "stash-1");
        up(3);
        assertThat(resources()).containsExactly("stash-0", "stash-1", "stash-2");
    }

    @Test
    void keepsTheOldResourceOfAReplacementThatFailed() throws Exception {
        up(3);
        String urn = JsonPath.from(run("stack", "export"))
                .getString("deployment.resources.find { it.urn.endsWith('stash-0') }.urn");

        Result failed = program("up", Map.of("N", "3", "FAIL_AFTER", "1", "REPLACE", urn));

        assertThat(failed.exitCode()).isNotZero();
        assertThat(resources()).contains("stash-0", "stash-0 (delete)", "stash-1", "stash-2");
    }

    @Test
    void tellsTheSecondOfTwoClients() throws Exception {
        new StackUpdates(ada.authorization(), stack).begin("update", false);

        Result second = program("up", Map.of());

        assertThat(second.exitCode()).isNotZero();
        assertThat(second.output()).contains("Another update is currently in progress");
        run("cancel", "--yes");
        up(1);
    }

    @Test
    void refusesAReader() throws Exception {
        Person reader = Rows.person("Reader");
        Rows.join(reader.id(), acme.id(), "member");
        Rows.openToMembers(acme.id(), "read");
        cli = project(reader.token());

        Result refused = program("up", Map.of());

        assertThat(refused.exitCode()).isNotZero();
        assertThat(refused.output())
                .contains("[403] Forbidden: You do not have the permission stack:write on the stack '" + stack
                        + "'. Ask an admin of the stack or of the organization.");
    }
}
