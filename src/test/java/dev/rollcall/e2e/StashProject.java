package dev.rollcall.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rollcall.e2e.PulumiCli.Result;
import dev.rollcall.e2e.PulumiCli.Running;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A project of one person, with the program of {@code e2e/stash} and one stack. */
final class StashProject {

    private final PulumiCli cli;
    private final String stack;

    /**
     * Writes the project into a folder of its own.
     *
     * @param stack the full name of the stack, which need not exist
     */
    StashProject(PulumiCli cli, String stack) throws IOException {
        this.cli = cli;
        this.stack = stack;
        Files.writeString(cli.home().resolve("Pulumi.yaml"), "name: website\nruntime: go\n");
    }

    /** Ends the test if there is no CLI or no program. */
    static void require() {
        PulumiCli.require();
        assumeTrue(PulumiCli.hasProgram(), "SKIPPED: no program was given (-Dpulumi.program=PATH)");
    }

    /** Creates the stack. The CLI logs in by itself. */
    StashProject init() throws IOException, InterruptedException {
        run("stack", "init", stack);
        return this;
    }

    /** Selects the stack, which somebody else has created. */
    StashProject select() throws IOException, InterruptedException {
        run("stack", "select", stack);
        return this;
    }

    /** {@return what a command prints that succeeds} */
    String run(String... command) throws IOException, InterruptedException {
        return cli.successful(command);
    }

    /** {@return what a command prints that fails} */
    String fail(String... command) throws IOException, InterruptedException {
        Result result = cli.run(command);
        assertThat(result.exitCode())
                .as("%s: %s", List.of(command), result.output())
                .isNotZero();
        return result.output();
    }

    Path folder() {
        return cli.home();
    }

    PulumiCli cli() {
        return cli;
    }

    /** Runs the program with settings of its own, for example N. */
    Result program(String command, Map<String, String> settings) throws IOException, InterruptedException {
        return cli.program(settings, command, stack);
    }

    /** Starts an update of so many resources, each of which takes a while. */
    Running start(int resources) throws IOException {
        return start(resources, 400);
    }

    /** The same with so many milliseconds before each resource. */
    Running start(int resources, int pause) throws IOException {
        return cli.startProgram(Map.of("N", String.valueOf(resources), "PAUSE", String.valueOf(pause)), "up", stack);
    }

    /** Updates the stack to so many resources. */
    void up(int resources) throws IOException, InterruptedException {
        Result result = program("up", Map.of("N", String.valueOf(resources)));
        assertThat(result.exitCode()).as(result.output()).isZero();
    }

    /** The names of resources in the exported state, with what is pending. */
    List<String> resources() throws IOException, InterruptedException {
        List<Map<String, Object>> all = JsonPath.from(run("stack", "export")).getList("deployment.resources");
        // The CLI leaves an empty list out.
        return Optional.ofNullable(all).orElse(List.of()).stream()
                .filter(resource -> resource.get("type").equals("pulumi:index:Stash"))
                .map(resource -> resource.get("urn").toString().replaceFirst(".*::", "")
                        + (Boolean.TRUE.equals(resource.get("delete")) ? " (delete)" : ""))
                .toList();
    }

    /** The history, the newest update first, for example "2 update succeeded". */
    List<String> history() throws IOException, InterruptedException {
        return JsonPath.from(run("stack", "history", "--json")).<Map<String, Object>>getList("$").stream()
                .map(update -> update.get("version") + " " + update.get("kind") + " " + update.get("result"))
                .toList();
    }
}
