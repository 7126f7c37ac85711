package dev.rollcall.e2e;

import static dev.rollcall.testing.Rows.unique;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.e2e.PulumiCli.Result;
import dev.rollcall.testing.Database;
import dev.rollcall.testing.Invitations;
import dev.rollcall.testing.PostgresqlResource;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Organization;
import dev.rollcall.testing.Rows.Person;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls every operation of the served description with {@code pulumi api}. */
@QuarkusIntegrationTest
@QuarkusTestResource(PostgresqlResource.class)
class PulumiApiIT {

    private static final Pattern STATUS = Pattern.compile("server returned HTTP (\\d{3})");

    private final Person ada = Rows.person("Ada Example");
    private final Person grace = Rows.person("Grace Example");
    private final Set<String> called = new TreeSet<>();
    private PulumiCli cli;
    private PulumiCli invitee;

    @TempDir
    Path homes;

    @BeforeEach
    void logIn() throws IOException, InterruptedException {
        PulumiCli.require();
        Invitations.verify(ada.id(), ada.login() + "@example.com");
        Invitations.verify(grace.id(), grace.login() + "@example.com");
        Database.execute("update app_user set site_admin = true where id = ?", ada.id());
        cli = PulumiCli.loggedIn(homes, ada.token());
        invitee = PulumiCli.loggedIn(homes, grace.token());
    }

    @Test
    void callsEveryOperation() throws Exception {
        Organization acme = organizations();
        String team = teams(acme);
        tokens(acme, team);
        invites(acme);
        members(acme);
        settingsAndRoles(acme);
        auditLog(acme);
        accounts();
        caller(acme);
        end(acme, team);
        assertThat(documented()).containsAll(called);

        for (String operation : remaining()) {
            callWithoutAnythingThatExists(operation);
        }
    }

    /** Runs the commands of docs/operations.md, "Manage accounts", with a login and an identity that nobody else has. */
    @Test
    void managesAccountsAsTheDocumentSays() throws Exception {
        String login = unique("ada");
        String chapter = Files.readString(Path.of("docs/operations.md"))
                .replaceFirst("(?s)^.*\n## Manage accounts\n", "")
                .replaceFirst("(?s)\n## .*", "")
                .replaceAll("=ada\\b", "=" + login)
                .replace("=4711", "=" + login);
        List<String> commands = new ArrayList<>(chapter.lines()
                .filter(line -> line.startsWith("$ pulumi api "))
                .map(line -> line.substring(2))
                .toList());
        Matcher mentioned =
                Pattern.compile("`(pulumi api AttachIdentity[^`]+)`").matcher(chapter);
        assertThat(mentioned.find()).isTrue();
        assertThat(commands).hasSize(4);
        // Before the account is changed and deleted.
        commands.add(2, mentioned.group(1));

        for (String command : commands) {
            String[] words = Pattern.compile("(?:[^\\s\"]|\"[^\"]*\")+")
                    .matcher(command)
                    .results()
                    .skip(2)
                    .map(word -> word.group().replace("\"", ""))
                    .toArray(String[]::new);
            Result result = cli.api(words);
            assertThat(result.exitCode()).as("%s: %s", command, result.output()).isZero();
        }

        assertThat(Database.count("app_user u join identity i on i.user_id = u.id where u.login = ?", login))
                .isZero();
        assertThat(Database.count("owner_name where name = ? and reserved_until > now()", login))
                .isEqualTo(1);
    }

    private Organization organizations() throws Exception {
        String name = unique("walk");
        JsonPath created = json("CreateOrganization", "name=" + name, "displayName=Walk");
        assertThat(created.getString("displayName")).isEqualTo("Walk");
        Organization acme = new Organization(UUID.fromString(created.getString("id")), name);
        assertThat(json("ListOrganizations", "search=" + name).<String>getList("organizations.name"))
                .containsExactly(name);
        done("ChangeOrganization", "org=" + name, "displayName=Acme Corporation");
        assertThat(json("GetAdministeredOrganization", "org=" + name).getString("displayName"))
                .isEqualTo("Acme Corporation");
        return acme;
    }

    private String teams(Organization acme) throws Exception {
        String in = "orgName=" + acme.login();
        String team = "teamName=platform";
        assertThat(json("CreatePulumiTeam", in, "name=platform", "displayName=Platform", "description=")
                        .<String>getList("members.githubLogin"))
                .containsExactly(ada.login());
        assertThat(refused(400, "CreateGitHubTeam", in, "githubTeamID=4711")).contains("GitHub");
        done("UpdateTeam", in, team, "newDisplayName=Platform team", "newDescription=Runs it");
        assertThat(json("ListTeams", in).<String>getList("teams.displayName")).containsExactly("Platform team");

        Rows.stack(acme.id(), "website", "production");
        String[] stack = {in, "projectName=website", "stackName=production"};
        done("UpdateTeamStackPermissions", with(stack, team, "permissions=102"));
        assertThat(json("ListStackTeams", stack).<Integer>getList("teams.permission"))
                .containsExactly(102);
        assertThat(json("GetTeam", in, team).<Integer>getList("stacks.permission"))
                .containsExactly(102);
        assertThat(json("ListMemberStackPermissions", with(stack, "userLogin=" + ada.login()))
                        .getString("userInfo.githubLogin"))
                .isEqualTo(ada.login());
        assertThat(json("ListUserStacks", "organization=" + acme.login()).<String>getList("stacks.stackName"))
                .containsExactly("production");
        return team;
    }

    private void tokens(Organization acme, String team) throws Exception {
        String in = "orgName=" + acme.login();
        String deploy = json("CreateOrgToken", in, "name=deploy", "admin=true").getString("id");
        String ci = json("CreateTeamToken", in, team, "name=ci").getString("id");
        assertThat(json("ListOrgTokens", in).<String>getList("tokens.name")).containsExactly("deploy");
        assertThat(json("ListTeamTokens", in, team).<String>getList("tokens.name"))
                .containsExactly("ci");
        done("DeleteOrgToken", in, "tokenId=" + deploy, "reason=rotated");
        done("DeleteTeamToken", in, team, "tokenId=" + ci);
        String own = json("CreatePersonalToken", "description=walk").getString("id");
        assertThat(json("ListPersonalTokens", "search=walk").<String>getList("tokens.id"))
                .containsExactly(own);
        done("DeletePersonalToken", "tokenId=" + own);
    }

    private void invites(Organization acme) throws Exception {
        String in = "orgName=" + acme.login();
        String mailed = json(
                        "BatchCreateOrgInviteEmail",
                        in,
                        "invites=[{\"email\":\"" + grace.login() + "@example.com\",\"role\":\"member\"}]")
                .getString("sentInvites[0].id");
        String other = json(
                        "BatchCreateOrgUnverifiedInviteEmail",
                        in,
                        "invites=[{\"email\":\"other@example.com\",\"role\":\"admin\"}]")
                .getString("sentInvites[0].id");
        assertThat(json("CreateOrgInviteLink", in, "role=member").getString("acceptInviteUrl"))
                .contains("/invites/");
        assertThat(json("ListOrgInvites", in).getList("invites")).hasSize(3);
        done("ResendOrgInvite", in, "inviteID=" + other);
        done("CancelOrgInvite", in, "inviteID=" + other);
        called.add("ListUserOrgInvites");
        assertThat(parse(invitee.api("ListUserOrgInvites")).<String>getList("invites.id"))
                .containsExactly(mailed);
        called.add("GetOrgInvite");
        assertThat(parse(invitee.api("GetOrgInvite", "-F", in, "-F", "inviteID=" + mailed))
                        .getString("name"))
                .isEqualTo("Acme Corporation");
        called.add("AcceptOrgInvite");
        assertThat(invitee.api("AcceptOrgInvite", "-F", in, "-F", "inviteID=" + mailed))
                .isEqualTo(new Result(0, ""));
    }

    private void members(Organization acme) throws Exception {
        String in = "orgName=" + acme.login();
        Person linus = Rows.person("Linus Example");
        assertThat(json("AddOrganizationMember", in, "userLogin=" + linus.login(), "role=member")
                        .getString("fgaRole.name"))
                .isEqualTo("Member");
        done("UpdateOrganizationMember", in, "userLogin=" + linus.login(), "role=billing-manager");
        assertThat(json("ListOrganizationMembers", in, "type=frontend").<String>getList("members.role"))
                .containsExactlyInAnyOrder("admin", "member", "billing-manager");
        assertThat(json("GetOrganizationMemberTeams", in, "user=" + ada.login()).<String>getList("teams"))
                .containsExactly("Platform team");
        assertThat(refused(400, "SetSoleOrganizationAdmin", in, "userLogin=" + linus.login()))
                .contains("Wrong API.");
        done("DeleteOrganizationMember", in, "userLogin=" + linus.login());
    }

    private void settingsAndRoles(Organization acme) throws Exception {
        String in = "orgName=" + acme.login();
        assertThat(json("GetOrganization", in).getString("githubLogin")).isEqualTo(acme.login());
        assertThat(json("UpdateOrganizationSettings", in, "setDefaultStackPermission=101")
                        .getInt("defaultStackPermission"))
                .isEqualTo(101);
        assertThat(json("GetOrganizationMetadata", in).getInt("memberCount")).isEqualTo(2);
        JsonPath roles = json("ListRolesByOrgIDAndUXPurpose", in, "uxPurpose=role");
        assertThat(roles.<String>getList("roles.defaultIdentifier"))
                .containsExactlyInAnyOrder("member", "admin", "billing-manager");
        assertThat(json("GetRole", in, "roleID=" + roles.getString("roles[1].id"))
                        .getString("name"))
                .isEqualTo(roles.getString("roles[1].name"));
        assertThat(json("ListAvailableScopes", in).getMap("$")).containsKey("stack");
        assertThat(refused(400, "CreateRole", in, "name=deployer")).contains("custom roles");
    }

    private void auditLog(Organization acme) throws Exception {
        String in = "orgName=" + acme.login();
        assertThat(json("ListAuditLogEventsHandlerV2", in, "eventFilter=team-created")
                        .<String>getList("auditLogEvents.user.githubLogin"))
                .containsExactly(ada.login());
        assertThat(json("ListAuditLogEventsHandlerV1", in, "startTime=4102444800", "eventType=member-added")
                        .<String>getList("auditLogEvents.event"))
                .containsExactly("member-added");
        assertThat(successful("ExportAuditLogEventsHandlerV2", in, "format=cef"))
                .contains("CEF:0|Rollcall|", "suser=" + ada.login());
        assertThat(successful("ExportAuditLogEventsHandlerV1", in, "startTime=4102444800"))
                .startsWith("Timestamp");
    }

    private void accounts() throws Exception {
        String login = unique("new");
        String who = "login=" + login;
        assertThat(json("CreateUser", who, "name=New Person").getString("state"))
                .isEqualTo("active");
        assertThat(json("ListUsers", "search=" + login).<String>getList("users.name"))
                .containsExactly("New Person");
        done("ChangeUser", who, "name=Renamed Person");
        done("SetUserMfa", who, "enabled=true");
        done("SetSiteAdmin", who, "enabled=true");
        done("SetSiteAdmin", who, "enabled=false");
        done("SuspendUser", who);
        done("RestoreUser", who);
        done("AttachIdentity", who, "kind=github", "instance=https://github.com", "subject=" + login);
        assertThat(json("GetUser", who).getString("name")).isEqualTo("Renamed Person");
        assertThat(json("ListUserTokens", who).getList("tokens")).isEmpty();
        assertThat(json("ListUserSessions", who).getList("sessions")).isEmpty();
        done("EndUserSessions", who);
        refused(404, "EndUserSession", who, "sessionId=" + UUID.randomUUID());
        refused(404, "RevokeUserToken", who, "tokenId=" + UUID.randomUUID());
        done("DeleteUser", who);
        // A kind of which no test has an identity.
        assertThat(successful("StartReconciliation", "provider=azure-devops")).isNotNull();
        assertThat(json("GetReconciliation").getMap("$")).isNotEmpty();
    }

    private void caller(Organization acme) throws Exception {
        assertThat(json("GetCurrentUser").getString("githubLogin")).isEqualTo(ada.login());
        done("UpdateDefaultOrganization", "orgName=" + acme.login());
        assertThat(json("GetDefaultOrganization").getString("GitHubLogin")).isEqualTo(acme.login());
        assertThat(successful("GetUserHasVerifiedEmail").strip()).isEqualTo("true");
        done("GetLatestPendingEmailChange");
        done("DeletePendingEmailChange");
        assertThat(successful("GetGroupsForGitLabApp").strip()).isEqualTo("[]");
        assertThat(json("ListIdentityProviderOrganizations").getList("organizations"))
                .isEmpty();
        refused(400, "ListGitHubOrganizationTeams", "ghOrgName=octo");
        refused(400, "SyncWithIdentityProvider", "identity=github");
        refused(404, "DeleteIdentityProvider", "identity=github");
        assertThat(json("Capabilities").getList("capabilities")).isNotNull();
        assertThat(json("Version").getString("latestVersion")).isNotEmpty();
        assertThat(json("FetchRestSpecification").getString("info.title")).isEqualTo("Rollcall");
    }

    private void end(Organization acme, String team) throws Exception {
        done("DeleteTeam", "orgName=" + acme.login(), team);
        assertThat(refused(409, "DeleteOrganization", "org=" + acme.login())).contains("still contains stacks");
        done("DeleteOrganization", "org=" + acme.login(), "force=true");
    }

    private Set<String> remaining() {
        Set<String> remaining = new TreeSet<>(documented());
        remaining.removeAll(called);
        return remaining;
    }

    /** Ids of the operations of the served description. */
    private static Set<String> documented() {
        return new TreeSet<>(paths().stream()
                .map(operation -> (String) operation.get("operationId"))
                .toList());
    }

    private static List<Map<String, Object>> paths() {
        List<Map<String, Object>> operations = new ArrayList<>();
        Map<String, Map<String, Object>> paths =
                RestAssured.get("/api/openapi/pulumi-spec.json").jsonPath().getMap("paths");
        for (Map<String, Object> path : paths.values()) {
            for (Object operation : path.values()) {
                if (operation instanceof Map<?, ?> fields && fields.containsKey("operationId")) {
                    @SuppressWarnings("unchecked")
                    Map<String, Object> one = (Map<String, Object>) fields;
                    operations.add(one);
                }
            }
        }
        return operations;
    }

    /** Names things that do not exist. The CLI must build the request, and the response must be a documented one. */
    private void callWithoutAnythingThatExists(String id) throws Exception {
        Map<String, Object> operation = paths().stream()
                .filter(one -> id.equals(one.get("operationId")))
                .findFirst()
                .orElseThrow();
        List<String> command = new ArrayList<>(List.of(id));
        if (operation.get("parameters") instanceof List<?> parameters) {
            for (Object one : parameters) {
                Map<?, ?> parameter = (Map<?, ?>) one;
                if ("path".equals(parameter.get("in"))) {
                    String value = "updateKind".equals(parameter.get("name")) ? "update" : "nothing-here";
                    command.addAll(List.of("-f", parameter.get("name") + "=" + value));
                }
            }
        }
        if (operation.containsKey("requestBody")) {
            command.addAll(List.of("--body", "{}"));
        }

        Result result = cli.api(command.toArray(new String[0]));

        if (result.exitCode() != 0) {
            Matcher status = STATUS.matcher(result.output());
            assertThat(status.find()).as("%s: %s", id, result.output()).isTrue();
            assertThat(((Map<?, ?>) operation.get("responses"))
                            .keySet().stream().map(Object::toString))
                    .as("%s: %s", id, result.output())
                    .contains(status.group(1));
        }
    }

    private static String[] with(String[] fields, String... more) {
        List<String> all = new ArrayList<>(List.of(fields));
        all.addAll(List.of(more));
        return all.toArray(new String[0]);
    }

    /** Expects a JSON object. */
    private JsonPath json(String operation, String... fields) throws Exception {
        return parse(call(operation, fields));
    }

    private static JsonPath parse(Result result) {
        assertThat(result.exitCode()).as(result.output()).isZero();
        return JsonPath.from(result.output().substring(result.output().indexOf('{')));
    }

    /** Expects no content. */
    private void done(String operation, String... fields) throws Exception {
        assertThat(call(operation, fields)).as(operation).isEqualTo(new Result(0, ""));
    }

    private String successful(String operation, String... fields) throws Exception {
        Result result = call(operation, fields);
        assertThat(result.exitCode()).as("%s: %s", operation, result.output()).isZero();
        return result.output();
    }

    private String refused(int status, String operation, String... fields) throws Exception {
        Result result = call(operation, fields);
        assertThat(result.output()).as(operation).contains("server returned HTTP " + status);
        return result.output();
    }

    private Result call(String operation, String... fields) throws Exception {
        called.add(operation);
        List<String> command = new ArrayList<>(List.of(operation));
        for (String field : fields) {
            command.addAll(List.of("-F", field));
        }
        return cli.api(command.toArray(new String[0]));
    }
}
