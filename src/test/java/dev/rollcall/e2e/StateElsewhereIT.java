package dev.rollcall.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.e2e.PulumiCli.Result;
import dev.rollcall.packaged.ServiceProcess;
import dev.rollcall.testing.FreshDatabase;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the Pulumi CLI prints where another service keeps the state of stacks. */
class StateElsewhereIT {

    private static final String TOKEN = "pul-" + "0123456789".repeat(4);

    private static final String MESSAGE = "[400] Bad Request: This server does not keep the state of stacks. Ask your"
            + " administrator which server does, and log in there with pulumi login.";

    @TempDir
    Path homes;

    @Test
    void saysWhoKeepsStatesInsteadOfNoSuchPath() throws Exception {
        StashProject.require();
        try (FreshDatabase database = new FreshDatabase();
                ServiceProcess service =
                        ServiceProcess.start(settings(database)).awaitListening()) {
            PulumiCli cli = new PulumiCli(homes, TOKEN, "http://localhost:" + service.port());
            StashProject project = new StashProject(cli, "admin/website/dev").init();

            for (String command : new String[] {"up", "preview"}) {
                Result result = project.program(command, Map.of());
                assertThat(result.exitCode()).isNotZero();
                assertThat(result.output()).contains(MESSAGE);
            }
            assertThat(project.fail("destroy", "--yes", "--skip-preview")).contains(MESSAGE);
            assertThat(project.fail("stack", "export")).contains(MESSAGE);
            assertThat(project.fail("stack", "history")).contains(MESSAGE);
            assertThat(project.fail("config", "set", "--secret", "password", "hunter2"))
                    .contains(MESSAGE);
            project.run("stack", "tag", "set", "team", "web");
            assertThat(project.run("stack", "ls")).contains("dev");
            project.run("stack", "rm", "--yes");
        }
    }

    private static Map<String, String> settings(FreshDatabase database) {
        Map<String, String> settings = new HashMap<>(database.settings());
        settings.put("ROLLCALL_STATE_ENABLED", "false");
        settings.put("ROLLCALL_BOOTSTRAP_LOGIN", "admin");
        settings.put("ROLLCALL_BOOTSTRAP_TOKEN", TOKEN);
        return settings;
    }
}
