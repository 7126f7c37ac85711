package dev.rollcall.e2e;

import static dev.rollcall.testing.Rows.unique;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@QuarkusIntegrationTest
@QuarkusTestResource(PostgresqlResource.class)
class PulumiCliIT {

    private final Person ada = Rows.person("Ada Example");
    private final Organization acme = Rows.organization(unique("acme"), "Acme Corporation");
    private PulumiCli cli;

    @TempDir
    Path homes;

    @BeforeEach
    void logIn() throws IOException, InterruptedException {
        PulumiCli.require();
        Rows.join(ada.id(), acme.id(), "admin");
        cli = loggedIn(ada.token());
    }

    private PulumiCli loggedIn(String token) throws IOException, InterruptedException {
        return PulumiCli.loggedIn(homes, token);
    }

    @Test
    void logsInByName() throws Exception {
        assertThat(cli.run("login", PulumiCli.url()).output())
                .contains("Logged in to " + PulumiCli.url() + " as " + ada.login());
    }

    @Test
    void isToldThatATokenIsWrong() throws Exception {
        Result login =
                new PulumiCli(homes, "pul-0123456789012345678901234567890123456789").run("login", PulumiCli.url());

        assertThat(login.exitCode()).isNotZero();
        assertThat(login.output()).contains("Unauthorized: No credentials provided or are invalid.");
    }

    @Test
    void knowsWhoItIs() throws Exception {
        // Since 3.274 there is a line about the source of the token, and the URL has no login.
        assertThat(cli.run("whoami", "-v").output())
                .containsSubsequence(
                        "User: " + ada.login() + "\n",
                        "Organizations: " + ada.login() + ", " + acme.login() + "\n",
                        "Backend URL: " + PulumiCli.url(),
                        "Token type: personal\n");

        JsonPath json = JsonPath.from(cli.run("whoami", "--json").output());
        assertThat(json.getString("user")).isEqualTo(ada.login());
        assertThat(json.<String>getList("organizations")).containsExactly(ada.login(), acme.login());
    }

    @Test
    void knowsWhichMachineItIs() throws Exception {
        String account = "service-account:" + Rows.serviceAccount(acme);

        assertThat(loggedIn(Rows.organizationToken(acme, "deploy"))
                        .run("whoami", "-v")
                        .output())
                .contains("User: " + account, "Token type: organization: " + acme.login(), "Token name: deploy");
        assertThat(loggedIn(Rows.teamToken(acme, "platform", "platform-ci"))
                        .run("whoami", "-v")
                        .output())
                .contains("User: " + account, "Token type: team: platform", "Token name: platform-ci");
    }

    @Test
    void asksForTheDefaultOrganization() throws Exception {
        assertThat(cli.run("org", "get-default").output()).isEqualTo(ada.login() + "\n");
        assertThat(api("UpdateDefaultOrganization", "-F", "orgName=" + acme.login())
                        .exitCode())
                .isZero();
        assertThat(cli.run("org", "get-default").output()).isEqualTo(acme.login() + "\n");
    }

    @Test
    void survivesACallerWithoutOrganizations() throws Exception {
        assertThat(loggedIn(Rows.managedPerson("Alone").token())
                        .run("org", "get-default")
                        .exitCode())
                .isZero();
    }

    @Test
    void reachesEveryOperation() throws Exception {
        assertThat(json("GetCurrentUser").getString("githubLogin")).isEqualTo(ada.login());
        assertThat(json("GetDefaultOrganization").getString("GitHubLogin")).isEqualTo(ada.login());
        assertThat(json("Capabilities").<String>getList("capabilities.capability"))
                .containsExactly("batch-encrypt", "deployment-schema-version");
        assertThat(json("Version").getString("latestVersion")).isNotEmpty();
        assertThat(json("FetchRestSpecification").getString("info.title")).isEqualTo("Rollcall");
        assertThat(json("/api/user").getString("id")).isEqualTo(ada.id().toString());
    }

    @Test
    void listsEveryStackOfAllItsPages() throws Exception {
        Database.execute("""
            insert into stack (id, organization_id, project, name)
            select gen_random_uuid(), ?, 'project' || i % 3, 'stack' || i from generate_series(1, 1203) i
            """, acme.id());

        assertThat(stacks()).hasSize(1203).doesNotHaveDuplicates();
        assertThat(json("ListUserStacks", "--all").<String>getList("stacks.id"))
                .hasSize(1203)
                .doesNotHaveDuplicates();
        assertThat(json("ListUserStacks", "--all", "-F", "maxResults=1000", "-F", "project=project1")
                        .<String>getList("stacks.id"))
                .hasSize(401);
        assertThat(cli.run("project", "ls", "-o", acme.login()).output()).contains("project0", "project1", "project2");
    }

    @Test
    void narrowsTheListOfStacksDown() throws Exception {
        UUID production = Rows.stack(acme.id(), "website", "production");
        UUID development = Rows.stack(acme.id(), "website", "dev");
        UUID own = Rows.stack(ada.organizationId(), "database", "dev");
        Rows.tag(production, "environment", "production");
        Rows.tag(development, "environment", "");
        Rows.tag(own, "environment", "production");
        String there = acme.login() + "/website/";
        String mine = ada.login() + "/database/dev";

        assertThat(stacks()).containsExactlyInAnyOrder(there + "production", there + "dev", mine);
        assertThat(stacks("-o", acme.login())).containsExactlyInAnyOrder(there + "production", there + "dev");
        assertThat(stacks("-p", "database")).containsExactly(mine);
        assertThat(stacks("-t", "environment")).hasSize(3);
        assertThat(stacks("-t", "environment=")).containsExactly(there + "dev");
        assertThat(stacks("-t", "environment=production")).containsExactlyInAnyOrder(there + "production", mine);
        assertThat(stacks("-t", "environment=production", "-o", acme.login())).containsExactly(there + "production");
        assertThat(stacks("-t", "nothing")).isEmpty();
        assertThat(cli.run("project", "ls").output()).contains("website", "database");
    }

    /** Full names of the stacks that the CLI lists. Without --all it looks for a project in the folder. */
    private List<String> stacks(String... filters) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("stack", "ls", "--all", "--json"));
        command.addAll(List.of(filters));
        Result result = cli.run(command.toArray(new String[0]));
        assertThat(result.exitCode()).as(result.output()).isZero();
        return JsonPath.from(result.output()).<String>getList("url").stream()
                .map(url -> url.substring(PulumiCli.url().length() + 1))
                .toList();
    }

    @Test
    void keepsItsTokens() throws Exception {
        JsonPath created = json("CreatePersonalToken", "-F", "description=For the robot");
        String robot = created.getString("tokenValue");
        assertThat(new PulumiCli(homes, robot).run("login", PulumiCli.url()).output())
                .contains("as " + ada.login());
        assertThat(json("ListPersonalTokens", "--all").<String>getList("tokens.description"))
                .contains("For the robot");

        assertThat(api("DeletePersonalToken", "-F", "tokenId=" + created.getString("id"))
                        .exitCode())
                .isZero();

        assertThat(new PulumiCli(homes, robot).run("login", PulumiCli.url()).exitCode())
                .isNotZero();
        assertThat(api("DeletePersonalToken", "-F", "tokenId=" + created.getString("id"))
                        .output())
                .contains("Token '" + created.getString("id") + "' not found");
    }

    @Test
    void keepsTheTokensOfItsOrganizationAndOfATeam() throws Exception {
        Database.execute(
                "update app_user set email = ?, email_verified_at = now() where id = ?",
                ada.login() + "@example.com",
                ada.id());
        UUID team = Rows.team(acme.id());
        String teamName = Database.value(String.class, "select name from team where id = ?", team);
        String inAcme = "orgName=" + acme.login();
        String ofTeam = "teamName=" + teamName;
        Rows.grantToTeam(Rows.stack(acme.id(), "website", "production"), team, "read");

        JsonPath deploy = json("CreateOrgToken", "-F", inAcme, "-F", "name=deploy");
        JsonPath ci = json("CreateTeamToken", "-F", inAcme, "-F", ofTeam, "-F", "name=ci");

        assertThat(loggedIn(deploy.getString("tokenValue")).run("whoami", "-v").output())
                .contains("Token type: organization: " + acme.login(), "Token name: deploy");
        PulumiCli machine = loggedIn(ci.getString("tokenValue"));
        assertThat(machine.run("whoami", "-v").output()).contains("Token type: team: " + teamName, "Token name: ci");
        assertThat(machine.run("stack", "ls", "--all").output()).contains("production");
        assertThat(json("ListOrgTokens", "-F", inAcme).<String>getList("tokens.name"))
                .containsExactly("deploy");
        assertThat(json("ListTeamTokens", "-F", inAcme, "-F", ofTeam).<String>getList("tokens.name"))
                .containsExactly("ci");

        String id = "tokenId=" + ci.getString("id");
        assertThat(api("DeleteTeamToken", "-F", inAcme, "-F", ofTeam, "-F", id, "-F", "reason=rotated")
                        .exitCode())
                .isZero();
        assertThat(api("DeleteOrgToken", "-F", inAcme, "-F", "tokenId=" + deploy.getString("id"))
                        .exitCode())
                .isZero();

        assertThat(machine.run("stack", "ls", "--all").exitCode()).isNotZero();
        assertThat(Database.count(
                        "audit_event where organization_id = ? and description like '%ci''. Reason: rotated'",
                        acme.id()))
                .isEqualTo(1);
        assertThat(api("CreateOrgToken", "-F", inAcme, "-F", "name=deploy").output())
                .contains("token name already exists");
    }

    @Test
    void asksForAddressesAndInvitations() throws Exception {
        assertThat(api("GetUserHasVerifiedEmail").output()).contains("No verified email address");
        assertThat(api("GetLatestPendingEmailChange").exitCode()).isZero();
        assertThat(api("DeletePendingEmailChange").exitCode()).isZero();
        assertThat(json("ListUserOrgInvites").getList("invites")).isEmpty();

        Database.execute(
                "update app_user set email = ?, email_verified_at = now() where id = ?",
                ada.login() + "@example.com",
                ada.id());

        assertThat(api("GetUserHasVerifiedEmail").output().strip()).isEqualTo("true");
    }

    @Test
    void disconnectsAnIdentity() throws Exception {
        Rows.identity(ada.id(), "github.com", "https://github.com");
        Rows.identity(ada.id(), "gitlab.com", "https://gitlab.com");

        // The CLI sends the fields (-F) of a DELETE as a body, so the parameter is part of the path here.
        assertThat(json("/api/user/vcs?identity=github", "-X", "DELETE").<String>getList("identities"))
                .containsExactly("gitlab.com");
        assertThat(api("/api/user/vcs?identity=gitlab", "-X", "DELETE").output())
                .contains("must have more than one identity provider");
    }

    @Test
    void administersPeople() throws Exception {
        Person grace = Rows.person("Grace Example");
        assertThat(api("SuspendUser", "-F", "login=" + grace.login()).output()).contains("Forbidden");
        Database.execute("update app_user set site_admin = true where id = ?", ada.id());

        assertThat(api("SuspendUser", "-F", "login=" + grace.login()).exitCode())
                .isZero();
        assertThat(new PulumiCli(homes, grace.token())
                        .run("login", PulumiCli.url())
                        .exitCode())
                .isNotZero();
        assertThat(api("RestoreUser", "-F", "login=" + grace.login()).exitCode())
                .isZero();
        assertThat(api(
                                "AttachIdentity",
                                "-F",
                                "login=" + grace.login(),
                                "-F",
                                "kind=github",
                                "-F",
                                "instance=https://github.com",
                                "-f",
                                "subject=4711")
                        .exitCode())
                .isZero();
        assertThat(api("SetUserMfa", "-F", "login=" + grace.login(), "-F", "enabled=true")
                        .exitCode())
                .isZero();
        assertThat(loggedIn(grace.token()).run("api", "GetCurrentUser").output())
                .contains("\"github.com\"", "\"hasMFA\": true");
    }

    @Test
    void readsTheAuditLog() throws Exception {
        Result help = cli.run("org", "audit-log", "list", "--help");
        assumeTrue(help.output().contains("--event-type"), "SKIPPED: this CLI does not know audit logs");
        // The first version of the command asks for what happened before a time, and its next version after a time.
        long time = help.output().contains("--end-time")
                ? 0
                : Instant.now().plusSeconds(3600).getEpochSecond();
        assertThat(api("/api/orgs/" + acme.login(), "-X", "PATCH", "-F", "setMembersCanCreateTeams=true")
                        .exitCode())
                .isZero();

        Result list = auditLog("list", time, "--output", "json", "--user", ada.login());
        JsonPath events = JsonPath.from(list.output());
        assertThat(events.getInt("count")).isEqualTo(1);
        assertThat(events.getString("events[0].event")).isEqualTo("organization-settings-changed");
        assertThat(events.getString("events[0].user.githubLogin")).isEqualTo(ada.login());
        assertThat(auditLog("list", time, "--event-type", "member-removed").output())
                .contains("No audit log events found.");
        assertThat(auditLog("export", time, "--format", "cef").output())
                .containsPattern("^[A-Z][a-z]{2} \\d\\d \\d\\d:\\d\\d:\\d\\d \\S+"
                        + " CEF:0\\|Rollcall\\|.*\\|organization-settings-changed\\|")
                .contains("suser=" + ada.login());
        assertThat(auditLog("export", time).output().lines().count()).isEqualTo(2);
    }

    private Result auditLog(String command, long time, String... options) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(
                List.of("org", "audit-log", command, "--org", acme.login(), "--start-time", Long.toString(time)));
        words.addAll(List.of(options));
        Result result = cli.run(words.toArray(new String[0]));
        assertThat(result.exitCode()).as(result.output()).isZero();
        return result;
    }

    @Test
    void isToldWhichOrganizationDoesNotExist() throws Exception {
        Result result = api("UpdateDefaultOrganization", "-F", "orgName=nowhere");

        assertThat(result.exitCode()).isNotZero();
        assertThat(result.output()).contains("Organization 'nowhere' not found");
    }

    @Test
    void logsOut() throws Exception {
        assertThat(cli.run("logout").output()).isEqualTo("Logged out of " + PulumiCli.url() + "\n");
    }

    private JsonPath json(String... operation) throws IOException, InterruptedException {
        Result result = api(operation);
        assertThat(result.exitCode()).as(result.output()).isZero();
        return JsonPath.from(result.output().substring(result.output().indexOf('{')));
    }

    private Result api(String... arguments) throws IOException, InterruptedException {
        return cli.api(arguments);
    }
}
