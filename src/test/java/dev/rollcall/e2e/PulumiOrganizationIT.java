package dev.rollcall.e2e;

import static dev.rollcall.testing.Rows.unique;
import static io.restassured.RestAssured.given;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of the Pulumi CLI for organizations, and what they print. */
@QuarkusIntegrationTest
@QuarkusTestResource(PostgresqlResource.class)
class PulumiOrganizationIT {

    private static final String JOINED = "2026-03-04T05:06:07.000Z";

    private final Person ada = Rows.person("Ada Example");
    private final Person grace = Rows.person("Grace Example");
    private final Organization acme = Rows.organization(unique("acme"), "Acme Corporation");
    private PulumiCli cli;

    @TempDir
    Path homes;

    @BeforeEach
    void logIn() throws IOException, InterruptedException {
        PulumiCli.require();
        Rows.join(ada.id(), acme.id(), "admin");
        Rows.join(grace.id(), acme.id(), "member");
        Database.execute(
                "update membership set created_at = ?::timestamptz where organization_id = ?", JOINED, acme.id());
        cli = PulumiCli.loggedIn(homes, ada.token());
        assumeTrue(
                cli.run("org", "--help").output().contains("audit-log"),
                "SKIPPED: this CLI has no commands for the members of organizations");
    }

    @Test
    void listsItsMembers() throws Exception {
        String list = cli.successful("org", "member", "list", "--org", acme.login(), "--all");

        assertThat(cells(list))
                .containsExactlyInAnyOrder(
                        List.of("USER", "NAME", "ROLE", "JOINED"),
                        List.of(ada.login(), "Ada Example", "Admin", JOINED),
                        List.of(grace.login(), "Grace Example", "Member", JOINED));
        assertThat(list).endsWith("\n2 member(s)\n");
    }

    @Test
    void listsTheMembersOfAllPages() throws Exception {
        Database.execute("""
                with person as (
                    insert into app_user (id, kind, name)
                    select gen_random_uuid(), 'person', 'Person ' || i from generate_series(1, 1203) i returning id),
                name as (
                    insert into owner_name (id, name, user_id)
                    select gen_random_uuid(), 'p-' || id, id from person)
                insert into membership (user_id, organization_id, role) select id, ?, 'member' from person
                """, acme.id());

        String all = cli.successful("org", "member", "list", "--org", acme.login(), "--all", "--output", "json");

        assertThat(JsonPath.from(all).getInt("count")).isEqualTo(1205);
        assertThat(JsonPath.from(all).<String>getList("members.user.githubLogin"))
                .hasSize(1205)
                .doesNotHaveDuplicates();
        assertThat(cli.successful("org", "member", "list", "--org", acme.login(), "--count", "700"))
                .endsWith("\n700 member(s)\n");
    }

    @Test
    void changesTheRoleOfAMember() throws Exception {
        String admin = builtInRole("admin");

        assertThat(cli.successful(
                        "org",
                        "member",
                        "edit",
                        grace.login().toUpperCase(Locale.ROOT),
                        "--org",
                        acme.login(),
                        "--role",
                        "admin"))
                .isEqualTo("""
                        User name:       Grace Example
                        GitHub login:    %s
                        Role:            admin
                        FGA role:        Admin
                        FGA role ID:     %s
                        Joined at:       %s
                        """.formatted(grace.login(), admin, JOINED));

        JsonPath changed = JsonPath.from(cli.successful(
                "org",
                "member",
                "edit",
                grace.login(),
                "--org",
                acme.login(),
                "--fga-role-name",
                "billing manager",
                "--output",
                "json"));
        assertThat(changed.getString("role")).isEqualTo("billing-manager");
        assertThat(changed.getString("fgaRole.name")).isEqualTo("Billing Manager");
        assertThat(changed.getString("user.githubLogin")).isEqualTo(grace.login());
        assertThat(changed.getBoolean("knownToPulumi")).isTrue();

        assertThat(cli.successful(
                        "org", "member", "edit", grace.login(), "--org", acme.login(), "--fga-role-id", admin))
                .contains("FGA role:        Admin\n");
    }

    @Test
    void changesACustomRoleByItsName() throws Exception {
        UUID custom = Rows.role(acme.id());
        String name = Database.value(String.class, "select name from role where id = ?", custom);

        String changed =
                cli.successful("org", "member", "edit", grace.login(), "--org", acme.login(), "--fga-role-name", name);

        assertThat(changed)
                .contains("Role:            member\n", "FGA role:        " + name + "\n", "FGA role ID:     " + custom);
    }

    @Test
    void isToldWhyAMemberCannotBeChanged() throws Exception {
        assertThat(failed("org", "member", "edit", grace.login(), "--org", acme.login(), "--role", "builder"))
                .contains("[400]", "Invalid organization role");
        assertThat(failed("org", "member", "edit", "nobody-here", "--org", acme.login(), "--role", "admin"))
                .contains("[404]", "User 'nobody-here' not found");
        assertThat(failed("org", "member", "edit", ada.login(), "--org", acme.login(), "--role", "member"))
                .contains("[409]", "An organization needs at least one admin.");
        assertThat(failed("org", "member", "remove", ada.login(), "--org", acme.login(), "--yes"))
                .contains("[400]", "You cannot remove yourself from the organization.");
    }

    @Test
    void removesAMember() throws Exception {
        assertThat(cli.successful("org", "member", "remove", grace.login(), "--org", acme.login(), "--yes"))
                .isEqualTo("Removed member " + grace.login() + " from organization " + acme.login() + ".\n");

        assertThat(cli.successful("org", "member", "list", "--org", acme.login(), "--all"))
                .endsWith("\n1 member(s)\n");
        assertThat(failed("org", "member", "remove", grace.login(), "--org", acme.login(), "--yes"))
                .contains("[404]", "User '" + grace.login() + "' not found");
        assertThat(cli.successful("org", "member", "list", "--org", acme.login(), "--output", "json"))
                .doesNotContain(grace.login());
    }

    @Test
    void listsTheRoles() throws Exception {
        UUID custom = Rows.role(acme.id());
        String name = Database.value(String.class, "select name from role where id = ?", custom);

        List<List<String>> cells = cells(cli.successful("org", "role", "list", "--org", acme.login()));

        assertThat(cells.get(0)).containsExactly("ID", "NAME", "DESCRIPTION", "PURPOSE", "VERSION", "DEFAULT");
        assertThat(cells)
                .contains(
                        List.of(
                                builtInRole("member"),
                                "Member",
                                "Sees the organization, and reaches the stacks that are open to members.",
                                "role",
                                "1",
                                "yes"),
                        List.of(custom.toString(), name, "", "role", "1", ""));
        assertThat(cells.stream().map(row -> row.get(1)))
                .containsExactlyInAnyOrder("NAME", "Member", "Admin", "Billing Manager", name);
        JsonPath json = JsonPath.from(cli.successful("org", "role", "list", "--org", acme.login(), "--output", "json"));
        assertThat(json.getInt("count")).isEqualTo(4);
        assertThat(json.getString("organization")).isEqualTo(acme.login());
        assertThat(json.getString("roles.find { it.name == 'Admin' }.id")).isEqualTo(builtInRole("admin"));
        assertThat(cli.successful("org", "role", "list", "--org", acme.login(), "--purpose", "set"))
                .isEqualTo("No custom roles found for organization \"" + acme.login() + "\".\n");
        assertThat(failed("org", "role", "list", "--org", acme.login(), "--purpose", "token"))
                .contains("[400]", "Role purpose is not valid");
    }

    @Test
    void isToldThatItCannotCreateRoles() throws Exception {
        Path details = Files.writeString(
                homes.resolve("details.json"),
                "{\"__type\":\"PermissionDescriptorAllow\",\"permissions\":[\"stack:read\"]}");

        assertThat(failed("org", "role", "new", "deployer", details.toString(), "--org", acme.login()))
                .contains("[400]", "custom roles");
    }

    @Test
    void listsTheStacksOfAMemberWhoseTeamGetsThem() throws Exception {
        PulumiCli member = PulumiCli.loggedIn(homes, grace.token());
        Rows.stack(acme.id(), "website", "production");
        UUID team = Rows.team(acme.id());
        String name = Database.value(String.class, "select name from team where id = ?", team);
        Rows.joinTeam(grace.id(), team);
        assertThat(member.successful("stack", "ls", "--all")).startsWith("NAME").doesNotContain("website");

        patchTeam(
                name,
                "addStackPermission={\"projectName\":\"website\",\"stackName\":\"production\",\"permission\":101}");

        assertThat(member.successful("stack", "ls", "--all")).isEqualTo("""
                        NAME%1$s  LAST UPDATE  RESOURCE COUNT  URL
                        %2$s  n/a          n/a             %3$s/%2$s
                        """.formatted(
                        " ".repeat((acme.login() + "/website/production").length() - "NAME".length()),
                        acme.login() + "/website/production",
                        PulumiCli.url()));

        patchTeam(name, "removeStack={\"projectName\":\"website\",\"stackName\":\"production\"}");

        assertThat(member.successful("stack", "ls", "--all")).doesNotContain("website");
    }

    private void patchTeam(String name, String change) throws IOException, InterruptedException {
        Result patched = cli.api("UpdateTeam", "-F", "orgName=" + acme.login(), "-F", "teamName=" + name, "-F", change);
        assertThat(patched.exitCode()).as(patched.output()).isZero();
    }

    @Test
    void readsWhatItDidInTheAuditLog() throws Exception {
        boolean second = cli.successful("org", "audit-log", "list", "--help").contains("--end-time");
        // The first version of the command asks for what happened before a time, and its next version after a time.
        String time =
                second ? "0" : Long.toString(Instant.now().plusSeconds(3600).getEpochSecond());
        cli.successful("org", "member", "edit", grace.login(), "--org", acme.login(), "--role", "admin");
        cli.successful("org", "member", "remove", grace.login(), "--org", acme.login(), "--yes");

        String changed = "Changed the role of '" + grace.login() + "' from Member to Admin";
        List<List<String>> events =
                cells(cli.successful("org", "audit-log", "list", "--org", acme.login(), "--start-time", time));
        assertThat(events.get(0)).containsExactly("TIMESTAMP", "USER", "EVENT", "DESCRIPTION", "SOURCE IP");
        assertThat(events.get(1).subList(1, 3)).containsExactly(ada.login(), "member-removed");
        assertThat(events.get(2).get(0)).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
        assertThat(events.get(2).subList(1, 5))
                .containsExactly(ada.login(), "member-role-changed", changed, "127.0.0.1");

        String cef = cli.successful(
                "org", "audit-log", "export", "--org", acme.login(), "--start-time", time, "--format", "cef");
        assertThat(cef.lines().toList()).hasSize(2);
        assertThat(cef.lines().skip(1).findFirst().orElseThrow())
                .containsPattern("^[A-Z][a-z]{2} \\d\\d \\d\\d:\\d\\d:\\d\\d localhost CEF:0\\|Rollcall\\|[^|]+\\|[^|]+"
                        + "\\|member-role-changed\\|[^|]+\\|\\d+\\|")
                .contains("src=127.0.0.1", "suser=" + ada.login(), "orgID=" + acme.id(), "requireOrgAdmin=true");
    }

    private String builtInRole(String identifier) {
        return given().header("Authorization", ada.authorization())
                .get("/api/orgs/{org}/roles", acme.login())
                .jsonPath()
                .getString("roles.find { it.defaultIdentifier == '" + identifier + "' }.id");
    }

    private String failed(String... arguments) throws IOException, InterruptedException {
        Result result = cli.run(arguments);
        assertThat(result.exitCode()).as(result.output()).isNotZero();
        return result.output();
    }

    /** The cells of a table, row by row. */
    private static List<List<String>> cells(String table) {
        return table.lines()
                .filter(line -> line.startsWith("│"))
                .map(line -> Stream.of(line.substring(1, line.length() - 1).split("│", -1))
                        .map(String::strip)
                        .toList())
                .toList();
    }
}
