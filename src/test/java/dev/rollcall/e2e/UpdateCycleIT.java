package dev.rollcall.e2e;

import static dev.rollcall.testing.Rows.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.e2e.PulumiCli.Result;
import dev.rollcall.testing.Database;
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
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The daily cycle with an unmodified Pulumi CLI, and a Go program of resources that need no provider ({@code e2e/stash}). It
 * also runs with the older CLIs, so it has few commands.
 */
@QuarkusIntegrationTest
@QuarkusTestResource(PostgresqlResource.class)
class UpdateCycleIT {

    private static final Map<String, String> PASSPHRASE = Map.of("PULUMI_CONFIG_PASSPHRASE", "correct horse");

    private final Person ada = Rows.person("Ada Example");
    private final Organization acme = Rows.organization(unique("acme"), "Acme Corporation");
    private final String stack = acme.login() + "/website/dev";

    @TempDir
    Path homes;

    @BeforeEach
    void requireProgram() {
        StashProject.require();
        Rows.join(ada.id(), acme.id(), "admin");
    }

    private StashProject project(String token) throws IOException {
        return new StashProject(new PulumiCli(homes, token), stack);
    }

    @Test
    void goesThroughTheWholeCycle() throws Exception {
        StashProject project = project(ada.token()).init();
        project.run("config", "set", "--secret", "password", "hunter2");
        assertThat(project.run("config", "get", "password")).contains("hunter2");
        assertThat(project.run("config", "--show-secrets")).contains("hunter2");

        project.up(3);
        assertThat(project.resources()).containsExactly("stash-0", "stash-1", "stash-2");
        assertThat(project.run("stack", "export")).doesNotContain("secret-0").contains("ciphertext");
        assertThat(project.program("preview", Map.of("N", "4")).output()).contains("1 to create");
        project.up(2);

        project.run("refresh", "--yes", "--skip-preview");
        project.run("stack", "export", "--version", "1", "--file", "state.json");
        project.run("stack", "import", "--file", "state.json");
        assertThat(project.resources()).containsExactly("stash-0", "stash-1", "stash-2");

        Files.writeString(project.folder().resolve("stdin"), "correct horse\n");
        changeSecretsProvider(project, "passphrase");
        assertThat(project.run("stack", "export")).contains("\"type\": \"passphrase\"");
        changeSecretsProvider(project, "default");
        assertThat(project.run("stack", "export", "--show-secrets")).contains("\"type\": \"service\"", "secret-0");

        project.run("stack", "tag", "set", "team", "web");
        project.up(3);
        assertThat(project.run("stack", "tag", "get", "team")).contains("web");
        assertThat(project.run("stack", "ls")).contains("dev");
        assertThat(project.fail("cancel", "--yes")).contains("[409] Conflict: The Update has already completed");
        assertThat(project.fail("stack", "rm", "--yes")).contains("still has resources");
        project.run("destroy", "--yes", "--skip-preview");
        assertThat(project.resources()).isEmpty();
        assertThat(project.history())
                .containsExactly(
                        "8 destroy succeeded",
                        "7 update succeeded",
                        "6 import succeeded",
                        "5 import succeeded",
                        "4 import succeeded",
                        "3 refresh succeeded",
                        "2 update succeeded",
                        "1 update succeeded");
        project.run("stack", "rm", "--yes");
    }

    private static void changeSecretsProvider(StashProject project, String provider)
            throws IOException, InterruptedException {
        Result result = project.cli().run(PASSPHRASE, "stack", "change-secrets-provider", provider);
        assertThat(result.exitCode()).as(result.output()).isZero();
    }

    /** The state names the old organization as the place where its secrets are decrypted. */
    @Test
    void decryptsItsSecretsWhenTheOrganizationGetsAnotherName() throws Exception {
        StashProject before = project(ada.token()).init();
        before.run("config", "set", "--secret", "password", "hunter2");
        before.up(1);
        Database.execute("update app_user set site_admin = true where id = ?", ada.id());
        String name = unique("renamed");
        given().header("Authorization", ada.authorization())
                .contentType("application/json")
                .body("{\"name\":\"" + name + "\"}")
                .patch("/api/admin/organizations/{org}", acme.login())
                .then()
                .statusCode(204);

        StashProject renamed = new StashProject(before.cli(), name + "/website/dev").select();

        assertThat(renamed.run("config", "get", "password")).contains("hunter2");
        assertThat(renamed.run("stack", "export", "--show-secrets")).contains("secret-0");
        renamed.up(2);
        assertThat(renamed.resources()).containsExactly("stash-0", "stash-1");
    }

    @Test
    void letsAMemberOfATeamThatMayWriteUpdateTheStack() throws Exception {
        Person grace = Rows.person("Grace Example");
        UUID team = Rows.team(acme.id());
        Rows.join(grace.id(), acme.id(), "member");
        Rows.joinTeam(grace.id(), team);
        Rows.grantToTeam(Rows.stack(acme.id(), "website", "dev"), team, "write");
        StashProject project = project(grace.token()).select();

        project.up(1);
        project.run("destroy", "--yes", "--skip-preview");

        assertThat(project.history()).containsExactly("2 destroy succeeded", "1 update succeeded");
        assertThat(project.fail("stack", "rm", "--yes"))
                .contains("[403] Forbidden: You do not have the permission stack:admin on the stack '" + stack
                        + "'. Ask an admin of the stack or of the organization.");
    }

    @Test
    void letsATokenOfTheOrganizationKeepAStackOfItsOwn() throws Exception {
        StashProject project = project(Rows.organizationToken(acme, "deploy")).init();

        project.run("config", "set", "--secret", "password", "hunter2");
        project.up(1);
        assertThat(project.resources()).containsExactly("stash-0");
        project.run("destroy", "--yes", "--skip-preview");
        project.run("stack", "rm", "--yes");
    }

    @Test
    void keepsWhatAFailedUpdateCreated() throws Exception {
        StashProject project = project(ada.token()).init();

        Result failed = project.program("up", Map.of("N", "5", "FAIL_AFTER", "2"));

        assertThat(failed.exitCode()).isNotZero();
        assertThat(project.resources()).containsExactly("stash-0", "stash-1");
        project.up(3);
        assertThat(project.resources()).containsExactly("stash-0", "stash-1", "stash-2");
        assertThat(project.history()).containsExactly("2 update succeeded", "1 update failed");
    }

    @Test
    void keepsTheOldResourceOfAReplacementThatFailed() throws Exception {
        StashProject project = project(ada.token()).init();
        project.up(3);
        String urn = JsonPath.from(project.run("stack", "export"))
                .getString("deployment.resources.find { it.urn.endsWith('stash-0') }.urn");

        Result failed = project.program("up", Map.of("N", "3", "FAIL_AFTER", "1", "REPLACE", urn));

        assertThat(failed.exitCode()).isNotZero();
        assertThat(project.resources()).contains("stash-0", "stash-0 (delete)", "stash-1", "stash-2");
    }

    @Test
    void tellsTheSecondOfTwoClients() throws Exception {
        StashProject project = project(ada.token()).init();
        new StackUpdates(ada.authorization(), stack).begin("update", false);

        Result second = project.program("up", Map.of());

        assertThat(second.exitCode()).isNotZero();
        assertThat(second.output()).contains("Another update is currently in progress");
        project.run("cancel", "--yes");
        project.up(1);
    }

    @Test
    void refusesAReader() throws Exception {
        Person reader = Rows.person("Reader");
        Rows.join(reader.id(), acme.id(), "member");
        Rows.openToMembers(acme.id(), "read");
        Rows.stack(acme.id(), "website", "dev");
        StashProject project = project(reader.token()).select();
        String refusal = "[403] Forbidden: You do not have the permission stack:write on the stack '" + stack
                + "'. Ask an admin of the stack or of the organization.";

        for (String command : List.of("up", "preview")) {
            Result refused = project.program(command, Map.of());
            assertThat(refused.exitCode()).isNotZero();
            assertThat(refused.output()).contains(refusal);
        }
        project.run("stack", "export", "--file", "state.json");
        assertThat(project.fail("stack", "import", "--file", "state.json")).contains(refusal);
        assertThat(project.fail("destroy", "--yes", "--skip-preview")).contains(refusal);
    }
}
