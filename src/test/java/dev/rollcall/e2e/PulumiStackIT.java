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
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of the Pulumi CLI for stacks, and what they print. */
@QuarkusIntegrationTest
@QuarkusTestResource(PostgresqlResource.class)
class PulumiStackIT {

    private final Person ada = Rows.person("Ada Example");
    private final Organization acme = Rows.organization(unique("acme"), "Acme Corporation");
    private PulumiCli cli;

    @TempDir
    Path homes;

    @BeforeEach
    void logIn() throws IOException, InterruptedException {
        PulumiCli.require();
        Rows.join(ada.id(), acme.id(), "admin");
        cli = PulumiCli.loggedIn(homes, ada.token());
    }

    @Test
    void createsAStackWithTagsRenamesItAndRemovesIt() throws Exception {
        String dev = acme.login() + "/website/dev";
        String production = acme.login() + "/website/production";
        cli.project("website");

        succeeds("", "stack", "init", dev);
        fails("stack '" + dev + "' already exists", "stack", "init", dev);
        assertThat(stacks()).containsExactly(dev);
        succeeds("", "stack", "select", dev);
        fails("no stack named '" + acme.login() + "/other' found", "stack", "select", acme.login() + "/website/other");

        succeeds("", "stack", "tag", "set", "owner", "web");
        assertThat(JsonPath.from(cli.run("stack", "tag", "ls", "--json").output())
                        .<String, String>getMap("$"))
                .containsEntry("owner", "web")
                .containsEntry("pulumi:project", "website")
                .containsEntry("pulumi:runtime", "nodejs")
                .containsEntry("pulumi:description", "A website");
        assertThat(stacks("-t", "owner=web")).containsExactly(dev);
        succeeds("", "stack", "tag", "rm", "owner");
        assertThat(cli.run("stack", "tag", "ls", "--json").output()).doesNotContain("owner");
        fails("Cannot change project's name", "stack", "tag", "rm", "pulumi:project");

        succeeds("", "stack", "rename", acme.login() + "/production");
        assertThat(stacks()).containsExactly(production);
        succeeds("has been removed", "stack", "rm", production, "--yes");
        assertThat(stacks()).isEmpty();
    }

    @Test
    void createsAStackForItsTeams() throws Exception {
        for (String name : List.of("web", "data", "ops")) {
            Database.execute("update team set name = ? where id = ?", name, Rows.team(acme.id()));
        }
        cli.project("website");

        succeeds("", "stack", "init", acme.login() + "/website/dev", "--teams", "web,data", "--teams", "ops");

        assertThat(given().header("Authorization", ada.authorization())
                        .get("/api/stacks/" + acme.login() + "/website/dev/teams")
                        .jsonPath()
                        .<String>getList("teams.collect { it.name + it.permission }"))
                .containsExactly("data102", "ops102", "web102");
        fails(
                "[400] Bad Request: Team 'nobody' not found",
                "stack",
                "init",
                acme.login() + "/website/other",
                "--teams",
                "nobody");
    }

    @Test
    void isToldWhatItMayNotDoWithAStack() throws Exception {
        Person grace = Rows.person("Grace Example");
        String dev = acme.login() + "/website/dev";
        Rows.tag(Rows.stack(acme.id(), "website", "dev"), "owner", "web");
        Rows.join(grace.id(), acme.id(), "member");
        Rows.openToMembers(acme.id(), "read");
        Database.execute("update organization set members_can_create_stacks = false where id = ?", acme.id());
        cli = PulumiCli.loggedIn(homes, grace.token());
        cli.project("website");

        succeeds("web", "stack", "tag", "get", "owner", "--stack", dev);
        String onDev = " on the stack '" + dev + "'. Ask an admin of the stack or of the organization.";
        fails(
                "[403] Forbidden: You do not have the permission stack:write" + onDev,
                "stack",
                "tag",
                "set",
                "owner",
                "data",
                "--stack",
                dev);
        fails(
                "[403] Forbidden: You do not have the permission stack:admin" + onDev,
                "stack",
                "rename",
                acme.login() + "/production",
                "--stack",
                dev);
        fails("[403] Forbidden: You do not have the permission stack:admin" + onDev, "stack", "rm", dev, "--yes");
        fails(
                "[403] Forbidden: You do not have the permission stack:create in the organization '" + acme.login()
                        + "'. Ask an admin of the organization.",
                "stack",
                "init",
                acme.login() + "/website/new");
        Organization other = Rows.organization(unique("other"), "Other");
        fails(
                "[404] Not Found: Organization '" + other.login() + "' not found",
                "stack",
                "init",
                other.login() + "/website/new");
    }

    @Test
    void keepsAStackThatHasResourcesUnlessForced() throws Exception {
        String dev = acme.login() + "/website/dev";
        Database.execute("update stack set resource_count = 2 where id = ?", Rows.stack(acme.id(), "website", "dev"));
        cli.project("website");

        fails("still has resources", "stack", "rm", dev, "--yes");
        succeeds("has been removed", "stack", "rm", dev, "--yes", "--force");
    }

    private void succeeds(String says, String... command) throws IOException, InterruptedException {
        Result result = cli.run(command);
        assertThat(result.output()).contains(says);
        assertThat(result.exitCode()).as(result.output()).isZero();
    }

    private void fails(String says, String... command) throws IOException, InterruptedException {
        Result result = cli.run(command);
        assertThat(result.output()).contains(says);
        assertThat(result.exitCode()).as(result.output()).isNotZero();
    }

    /** Full names of the stacks that the CLI lists. Without --all it looks for a project in the folder. */
    private List<String> stacks(String... filters) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("stack", "ls", "--all", "--json"));
        command.addAll(List.of(filters));
        return JsonPath.from(cli.successful(command.toArray(new String[0]))).<String>getList("url").stream()
                .map(url -> url.substring(PulumiCli.url().length() + 1))
                .toList();
    }
}
