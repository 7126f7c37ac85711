package dev.rollcall.member;

import static dev.rollcall.testing.Rows.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.organization.Role;
import dev.rollcall.testing.Database;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Organization;
import dev.rollcall.testing.Rows.Person;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class MemberResourceTest {

    private final Person admin = Rows.person("Ada Example");
    private final Person grace = Rows.person("Grace Example");
    private final Organization acme = Rows.organization(unique("Acme"), "Acme");

    @BeforeEach
    void join() {
        Rows.join(admin.id(), acme.id(), "admin");
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void addsAPersonWithABuiltInRole(Role role) {
        Database.execute(
                "update app_user set email = ?, email_verified_at = now() where id = ?",
                grace.login() + "@example.com",
                grace.id());

        Response response = add(grace.login().toUpperCase(Locale.ROOT), role.value());

        String created = response.jsonPath().getString("created");
        assertThat(created).matches("20\\d\\d-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
        assertThat(response.asString()).isEqualTo("""
                        {"role":"%s","user":{"name":"Grace Example","githubLogin":"%s",\
                        "avatarUrl":"http://localhost:8080/avatars/%s.svg","email":"%s@example.com"},"created":"%s",\
                        "knownToPulumi":true,"virtualAdmin":false,\
                        "links":{"self":"http://localhost:8080/%s/members/%s"},\
                        "fgaRole":{"id":"%s","name":"%s","modifiedAt":"0001-01-01T00:00:00Z"}}""".formatted(
                        role.value(),
                        grace.login(),
                        grace.id(),
                        grace.login(),
                        created,
                        acme.login(),
                        grace.login(),
                        role.idIn(acme.id()),
                        role.title));
        assertThat(roleOf(grace)).isEqualTo(role.value());
        assertThat(sentence("member-added", grace))
                .isEqualTo("Added '" + grace.login() + "' with the role " + role.title);
    }

    @Test
    void letsANewMemberInAtOnce() {
        add(grace.login(), "member");

        assertThat(as(grace).get("/api/orgs/{org}", acme.login()).statusCode()).isEqualTo(200);
        assertThat(as(grace).get("/api/user").jsonPath().<String>getList("organizations.githubLogin"))
                .contains(acme.login());
    }

    @Test
    void addsNobodyTwice() {
        add(grace.login(), "member");

        assertThat(add(grace.login(), "admin").asString())
                .isEqualTo("{\"code\":409,\"message\":\"Conflict: User is already an organization member.\"}");
        assertThat(roleOf(grace)).isEqualTo("member");
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "Admin", "", "reader", "builder", "maintainer", "potential-member"})
    void refusesARoleThatIsNotBuiltIn(String role) {
        String refusal = "{\"code\":400,\"message\":\"Bad Request: Invalid organization role.\"}";

        assertThat(add(grace.login(), role).asString()).isEqualTo(refusal);
        assertThat(change(admin, "{\"role\":\"" + role + "\"}").asString()).isEqualTo(refusal);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"role\":null}", "", "[]", "{\"role\":1}"})
    void refusesABodyWithoutARole(String body) {
        assertThat(as(admin)
                        .contentType("application/json")
                        .body(body)
                        .post("/api/orgs/{org}/members/{login}", acme.login(), grace.login())
                        .statusCode())
                .isEqualTo(400);
        assertThat(change(admin, body).statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nobody-here", "a", "\u212aelvin", "service-account:1"})
    void doesNotFindWhoIsNotThere(String login) {
        String unknown = "{\"code\":404,\"message\":\"Not Found: User '" + login + "' not found\"}";

        assertThat(add(login, "member").asString()).isEqualTo(unknown);
        assertThat(remove(login).asString()).isEqualTo(unknown);
        assertThat(teams(login).asString()).isEqualTo(unknown);
        assertThat(setAdmin(login).asString()).isEqualTo(unknown);
        assertThat(as(admin)
                        .contentType("application/json")
                        .body("{\"role\":\"member\"}")
                        .patch("/api/orgs/{org}/members/{login}", acme.login(), login)
                        .asString())
                .isEqualTo(unknown);
    }

    @Test
    void treatsPeopleWhoAreNoMembersAsUnknown() {
        String unknown = "{\"code\":404,\"message\":\"Not Found: User '" + grace.login() + "' not found\"}";

        assertThat(remove(grace.login()).asString()).isEqualTo(unknown);
        assertThat(change(grace, "{\"role\":\"admin\"}").asString()).isEqualTo(unknown);
        assertThat(teams(grace.login()).asString()).isEqualTo(unknown);
        assertThat(add(acme.login(), "member").statusCode()).isEqualTo(404);
        Database.execute("update app_user set state = 'deleted' where id = ?", grace.id());
        assertThat(add(grace.login(), "member").asString()).isEqualTo(unknown);
    }

    @Test
    void addsNobodyWhomAnotherOrganizationManages() {
        Person managed = Rows.managedPerson("Managed");
        Rows.join(managed.id(), Rows.organization(unique("owner"), "Owner").id(), "member");
        Database.execute("update membership set manages_account = true where user_id = ?", managed.id());

        assertThat(add(managed.login(), "member").asString())
                .isEqualTo(
                        "{\"code\":400,\"message\":\"Bad Request: The account is managed by another organization.\"}");
    }

    @Test
    void addsToABackedOrganizationOnlyWhoBelongsToTheBackingOne() {
        String backingId = unique("id");
        Database.execute(
                "update organization set kind = 'github', backing_provider = 'github.com',"
                        + " backing_instance = 'https://github.com', backing_id = ? where id = ?",
                backingId,
                acme.id());
        Rows.identity(grace.id(), "github.com", "https://github.com", "another");

        assertThat(add(grace.login(), "member").asString())
                .isEqualTo("{\"code\":400,\"message\":\"Bad Request: User '" + grace.login()
                        + "' does not belong to the organization that backs '" + acme.login()
                        + "' at its identity provider.\"}");
        Database.execute(
                "insert into identity_organization select id, ?, 'acme' from identity where user_id = ?",
                backingId,
                grace.id());
        assertThat(add(grace.login(), "member").statusCode()).isEqualTo(200);
    }

    @Test
    void changesNoMembersOfIndividualOrganizations() {
        String refusal = "{\"code\":400,\"message\":\"Bad Request: Members are not available to individual orgs\"}";
        String path = "/api/orgs/" + admin.login() + "/members/";

        assertThat(as(admin)
                        .contentType("application/json")
                        .body("{\"role\":\"member\"}")
                        .post(path + grace.login())
                        .asString())
                .isEqualTo(refusal);
        assertThat(as(admin)
                        .contentType("application/json")
                        .body("{\"role\":\"member\"}")
                        .patch(path + admin.login())
                        .asString())
                .isEqualTo(refusal);
        assertThat(as(admin).delete(path + admin.login()).asString()).isEqualTo(refusal);
        assertThat(as(admin).post(path + admin.login() + "/set-admin").asString())
                .isEqualTo(refusal);
        assertThat(as(admin)
                        .get("/api/orgs/{org}/members", admin.login())
                        .jsonPath()
                        .<String>getList("members.user.githubLogin"))
                .containsExactly(admin.login());
    }

    @Test
    void changesTheRoleByItsNameOrItsId() {
        add(grace.login(), "member");

        for (Role role : List.of(Role.ADMIN, Role.BILLING_MANAGER, Role.MEMBER)) {
            assertThat(change(grace, "{\"role\":\"" + role.value() + "\"}").statusCode())
                    .isEqualTo(204);
            assertThat(roleOf(grace)).isEqualTo(role.value());
        }
        for (Role role : List.of(Role.ADMIN, Role.BILLING_MANAGER, Role.MEMBER)) {
            assertThat(change(grace, "{\"role\":\"admin\",\"fgaRoleId\":\"" + role.idIn(acme.id()) + "\"}")
                            .statusCode())
                    .isEqualTo(204);
            assertThat(roleOf(grace)).isEqualTo(role.value());
        }
        assertThat(Database.value(
                        String.class,
                        "select string_agg(description, ', ' order by occurred_at) from audit_event"
                                + " where organization_id = ? and action = 'member-role-changed'"
                                + " group by organization_id",
                        acme.id()))
                .startsWith("Changed the role of '" + grace.login() + "' from Member to Admin, Changed the role of '");
    }

    @Test
    void givesACustomRoleAndTakesItAgain() {
        UUID role = Rows.role(acme.id());
        String name = Database.value(String.class, "select name from role where id = ?", role);
        add(grace.login(), "billing-manager");

        assertThat(change(grace, "{\"fgaRoleId\":\"" + role + "\"}").statusCode())
                .isEqualTo(204);

        JsonPath members = list("").jsonPath();
        String member = "members.find { it.user.githubLogin == '" + grace.login() + "' }";
        assertThat(members.getString(member + ".role")).isEqualTo("member");
        assertThat(members.getString(member + ".fgaRole.id")).isEqualTo(role.toString());
        assertThat(members.getString(member + ".fgaRole.name")).isEqualTo(name);
        assertThat(as(admin)
                        .get("/api/orgs/{org}/roles/{id}", acme.login(), role)
                        .jsonPath()
                        .getString("name"))
                .isEqualTo(name);
        change(grace, "{\"role\":\"member\"}");
        assertThat(Database.count("membership where role_id = ?", role)).isZero();
    }

    @Test
    void refusesTheIdOfARoleOfAnotherOrganization() {
        UUID other = Rows.organization(unique("other"), "Other").id();
        add(grace.login(), "member");

        for (Object id : List.of(Role.ADMIN.idIn(other), Rows.role(other), UUID.randomUUID(), "admin", "")) {
            assertThat(change(grace, "{\"fgaRoleId\":\"" + id + "\"}").asString())
                    .isEqualTo("{\"code\":400,\"message\":\"Bad Request: Invalid parameter 'roleID'.\"}");
        }
    }

    @Test
    void recordsNothingForTheRoleThatAMemberHas() {
        add(grace.login(), "member");

        assertThat(change(grace, "{\"role\":\"member\"}").statusCode()).isEqualTo(204);

        assertThat(Database.count(
                        "audit_event where organization_id = ? and action = 'member-role-changed'", acme.id()))
                .isZero();
    }

    @Test
    void takesTheRightsOfAnAdminAtOnce() {
        add(grace.login(), "admin");
        change(grace, "{\"role\":\"member\"}");

        assertThat(as(grace)
                        .delete("/api/orgs/{org}/members/{login}", acme.login(), admin.login())
                        .asString())
                .isEqualTo(
                        "{\"code\":403,\"message\":\"Forbidden: You do not have the permission org_member:delete in the"
                                + " organization '" + acme.login() + "'. Ask an admin of the organization.\"}");
    }

    @Test
    void keepsTheLastActiveAdmin() {
        String refusal = "{\"code\":409,\"message\":\"Conflict: An organization needs at least one admin.\"}";
        add(grace.login(), "admin");
        Database.execute("update app_user set state = 'suspended' where id = ?", grace.id());
        String token = Rows.organizationToken(acme, "admin");
        Database.execute("update access_token set admin = true where organization_id = ?", acme.id());

        assertThat(change(admin, "{\"role\":\"member\"}").asString()).isEqualTo(refusal);
        assertThat(change(admin, "{\"fgaRoleId\":\"" + Rows.role(acme.id()) + "\"}")
                        .asString())
                .isEqualTo(refusal);
        assertThat(given().header("Authorization", "token " + token)
                        .delete("/api/orgs/{org}/members/{login}", acme.login(), admin.login())
                        .asString())
                .isEqualTo(refusal);
        assertThat(change(admin, "{\"role\":\"admin\"}").statusCode()).isEqualTo(204);

        Database.execute("update app_user set state = 'active' where id = ?", grace.id());
        assertThat(change(admin, "{\"role\":\"member\"}").statusCode()).isEqualTo(204);
    }

    @Test
    void removesAMemberWithTheirTeamsGrantsAndDefaultChoice() {
        add(grace.login(), "member");
        UUID team = Rows.team(acme.id());
        Rows.joinTeam(grace.id(), team);
        UUID stack = Rows.stack(acme.id(), "website", "production");
        Rows.grantToUser(stack, grace.id(), "read");
        Organization other = Rows.organization(unique("other"), "Other");
        Rows.join(grace.id(), other.id(), "member");
        Rows.grantToUser(Rows.stack(other.id(), "website", "production"), grace.id(), "read");
        as(grace).post("/api/user/organizations/{org}/default", acme.login());

        assertThat(remove(grace.login()).statusCode()).isEqualTo(204);

        assertThat(as(grace).get("/api/orgs/{org}", acme.login()).statusCode()).isEqualTo(404);
        assertThat(as(grace).get("/api/user/stacks").jsonPath().<String>getList("stacks.orgName"))
                .containsExactly(other.login());
        assertThat(as(grace).get("/api/user/organizations/default").jsonPath().getString("GitHubLogin"))
                .isEqualTo(grace.login());
        assertThat(Database.count("team_member where user_id = ?", grace.id())).isZero();
        assertThat(Database.count("app_user where id = ? and default_organization_id is not null", grace.id()))
                .isZero();
        assertThat(sentence("member-removed", grace)).isEqualTo("Removed '" + grace.login() + "'");
        assertThat(remove(grace.login()).statusCode()).isEqualTo(404);
    }

    @Test
    void keepsTheDefaultChoiceOfAnotherOrganization() {
        add(grace.login(), "member");
        as(grace).post("/api/user/organizations/{org}/default", grace.login());

        remove(grace.login());

        assertThat(Database.value(UUID.class, "select default_organization_id from app_user where id = ?", grace.id()))
                .isEqualTo(grace.organizationId());
    }

    @Test
    void keepsTheTokensThatARemovedMemberMade() {
        add(grace.login(), "admin");
        String token = Rows.organizationToken(acme, "deploy");
        Database.execute("update access_token set created_by = ? where organization_id = ?", grace.id(), acme.id());

        remove(grace.login());

        assertThat(given().header("Authorization", "token " + token)
                        .get("/api/orgs/{org}", acme.login())
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void removesAnAccountThatTheOrganizationManagesAndDeletesNothing() {
        Person managed = Rows.managedPerson("Managed");
        Rows.join(managed.id(), acme.id(), "member");
        Database.execute("update membership set manages_account = true where user_id = ?", managed.id());

        assertThat(remove(managed.login()).statusCode()).isEqualTo(204);

        assertThat(as(managed).get("/api/user").jsonPath().getList("organizations"))
                .isEmpty();
    }

    @Test
    void doesNotLetPeopleRemoveThemselves() {
        assertThat(remove(admin.login().toUpperCase(Locale.ROOT)).asString())
                .isEqualTo(
                        "{\"code\":400,\"message\":\"Bad Request: You cannot remove yourself from the organization.\"}");
    }

    @Test
    void hasNoPlansWithOneAdmin() {
        assertThat(setAdmin(admin.login()).asString())
                .isEqualTo(
                        "{\"code\":400,\"message\":\"Bad Request: Wrong API. Use the regular update Pulumi organization"
                                + " member endpoint instead.\"}");
    }

    @Test
    void namesTheTeamsOfAMemberAsTheyAreShown() {
        add(grace.login(), "member");
        for (String name : List.of("platform", "Data", "sre")) {
            UUID team = Rows.team(acme.id());
            Database.execute("update team set name = ? where id = ?", name, team);
            Rows.joinTeam(grace.id(), team);
        }
        Database.execute(
                "update team set display_name = 'Back office' where name = 'sre' and organization_id = ?", acme.id());

        assertThat(teams(grace.login()).asString()).isEqualTo("{\"teams\":[\"Back office\",\"Data\",\"platform\"]}");
        assertThat(teams(admin.login()).asString()).isEqualTo("{\"teams\":[]}");
    }

    @Test
    void listsEverybodyOnceInPagesThatRunningChangesDoNotShift() {
        crowd(MemberPages.PAGE + 2);
        Set<String> logins = new TreeSet<>();
        List<Integer> sizes = new ArrayList<>();
        String next = null;
        do {
            JsonPath page =
                    list(next == null ? "" : "?continuationToken=" + next).jsonPath();
            List<String> found = page.getList("members.user.githubLogin");
            sizes.add(found.size());
            logins.addAll(found);
            // Leaves between two pages.
            if (next == null) {
                remove(found.stream()
                        .filter(login -> !login.equals(admin.login()))
                        .findFirst()
                        .orElseThrow());
            }
            next = page.getString("continuationToken");
        } while (next != null);

        assertThat(sizes).containsExactly(MemberPages.PAGE, 3);
        assertThat(logins).hasSize(MemberPages.PAGE + 3).contains(admin.login());
    }

    private void crowd(int people) {
        String prefix = unique("crowd");
        Database.execute("""
                with person as (
                    insert into app_user (id, kind, name)
                    select gen_random_uuid(), 'person', ? || '-' || i from generate_series(1, ?) i returning id, name),
                login as (
                    insert into owner_name (id, name, user_id) select gen_random_uuid(), name, id from person)
                insert into membership (user_id, organization_id, role) select id, ?, 'member' from person
                """, prefix, people, acme.id());
    }

    @Test
    void listsNeitherTheServiceAccountNorDeletedPeople() {
        Rows.serviceAccount(acme);
        add(grace.login(), "member");
        Database.execute("update app_user set state = 'deleted' where id = ?", grace.id());

        for (String type : List.of("", "?type=frontend", "?type=backend")) {
            assertThat(list(type).jsonPath().<String>getList("members.user.githubLogin"))
                    .containsExactly(admin.login());
        }
        assertThat(list("?type=service-principal").asString()).isEqualTo("{\"members\":[]}");
    }

    @Test
    void marksSuspendedPeopleAndLeavesThemOutOnRequest() {
        add(grace.login(), "member");
        Database.execute("update app_user set state = 'suspended' where id = ?", grace.id());

        String member = "members.find { it.user.githubLogin == '" + grace.login() + "' }.suspended";
        assertThat(list("").jsonPath().getBoolean(member)).isTrue();
        assertThat(list("?includeSuspended=true").jsonPath().getBoolean(member)).isTrue();
        assertThat(list("?includeSuspended=false").jsonPath().<String>getList("members.user.githubLogin"))
                .containsExactly(admin.login());
    }

    @Test
    void showsOnlyAddressesThatAreVerified() {
        Database.execute("update app_user set email = 'ada@example.com' where id = ?", admin.id());

        assertThat(list("").jsonPath().<String>get("members[0].user.email")).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "type=all",
        "type=",
        "continuationToken=",
        "continuationToken=x",
        "includeSuspended=no",
        "includeSuspended="
    })
    void refusesInvalidParameters(String query) {
        assertThat(list("?" + query).asString())
                .isEqualTo("{\"code\":400,\"message\":\"Bad Request: invalid query parameter\"}");
    }

    @Test
    void continuesNoListOfAnotherOrganization() {
        crowd(MemberPages.PAGE);
        String token = list("").jsonPath().getString("continuationToken");
        assertThat(token).isNotEmpty();

        assertThat(as(admin)
                        .get("/api/orgs/{org}/members?continuationToken=" + token, admin.login())
                        .statusCode())
                .isEqualTo(400);
        assertThat(list("?includeSuspended=false&continuationToken=" + token).statusCode())
                .isEqualTo(400);
    }

    private static String roleOf(Person person) {
        return Database.value(
                String.class,
                "select m.role from membership m join organization o on o.id = m.organization_id"
                        + " where m.user_id = ? and o.kind = 'pulumi'",
                person.id());
    }

    private String sentence(String action, Person subject) {
        return Database.value(
                String.class,
                "select description from audit_event where organization_id = ? and action = ? and subject_id = ?"
                        + " and actor_id = ?",
                acme.id(),
                action,
                subject.id(),
                admin.id());
    }

    private Response list(String query) {
        return as(admin).urlEncodingEnabled(false).get("/api/orgs/" + acme.login() + "/members" + query);
    }

    private Response add(String login, String role) {
        return as(admin)
                .contentType("application/json")
                .body("{\"role\":\"" + role + "\"}")
                .post("/api/orgs/{org}/members/{login}", acme.login(), login);
    }

    private Response change(Person person, String body) {
        return as(admin)
                .contentType("application/json")
                .body(body)
                .patch("/api/orgs/{org}/members/{login}", acme.login(), person.login());
    }

    /** With a content type and without a body, as the official clients do. */
    private Response remove(String login) {
        return as(admin).contentType("application/json").delete("/api/orgs/{org}/members/{login}", acme.login(), login);
    }

    private Response setAdmin(String login) {
        return as(admin)
                .contentType("application/json")
                .post("/api/orgs/{org}/members/{login}/set-admin", acme.login(), login);
    }

    private Response teams(String login) {
        return as(admin).get("/api/orgs/{org}/members/{login}/teams", acme.login(), login);
    }

    private static RequestSpecification as(Person person) {
        return given().header("Authorization", person.authorization());
    }
}
