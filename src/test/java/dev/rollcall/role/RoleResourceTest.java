package dev.rollcall.role;

import static dev.rollcall.testing.Rows.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.organization.Role;
import dev.rollcall.testing.Database;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Organization;
import dev.rollcall.testing.Rows.Person;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class RoleResourceTest {

    private final Person admin = Rows.person("Ada Example");
    private final Organization acme = Rows.organization(unique("acme"), "Acme");

    @BeforeEach
    void join() {
        Rows.join(admin.id(), acme.id(), "admin");
        Database.execute(
                "update organization set created_at = timestamptz '2026-01-02 03:04:05.678Z' where id = ?", acme.id());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?uxPurpose=role"})
    void listsTheBuiltInRolesAndThenTheCustomOnes(String query) {
        UUID custom = Rows.role(acme.id());
        Database.execute(
                "update role set name = 'Deployer', created_at = timestamptz '2026-02-03 04:05:06Z' where id = ?",
                custom);

        assertThat(get("/roles" + query).asString())
                .isEqualTo(
                        "{\"roles\":["
                                + builtIn(
                                        Role.MEMBER,
                                        "Sees the organization, and reaches the stacks that are open to members.")
                                + "," + builtIn(Role.ADMIN, "Manages the organization, its members and all its stacks.")
                                + ","
                                + builtIn(Role.BILLING_MANAGER, "Sees the organization and its bills, but no stacks.")
                                + ",{\"id\":\"" + custom + "\",\"orgId\":\"" + acme.id()
                                + "\",\"name\":\"Deployer\",\"resourceType\":\"global\",\"uxPurpose\":\"role\",\"version\":1,"
                                + "\"isOrgDefault\":false,\"created\":\"2026-02-03T04:05:06Z\",\"modified\":\"2026-02-03T04:05:06Z\"}]}");
    }

    private String builtIn(Role role, String description) {
        return """
                {"id":"%s","orgId":"%s","name":"%s","description":"%s","resourceType":"global","uxPurpose":"role",\
                "version":1,"isOrgDefault":%s,"created":"2026-01-02T03:04:05Z","modified":"0001-01-01T00:00:00Z",\
                "defaultIdentifier":"%s"}""".formatted(
                        role.idIn(acme.id()), acme.id(), role.title, description, role == Role.MEMBER, role.value());
    }

    @ParameterizedTest
    @ValueSource(strings = {"role_private", "role_temporary", "role_user_private", "policy", "set"})
    void hasNoRolesForOtherPurposes(String purpose) {
        assertThat(get("/roles?uxPurpose=" + purpose).asString()).isEqualTo("{\"roles\":[]}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ROLE", "team"})
    void refusesAnUnknownPurpose(String purpose) {
        assertThat(get("/roles?uxPurpose=" + purpose).asString())
                .isEqualTo("{\"code\":400,\"message\":\"Bad Request: Role purpose is not valid\"}");
    }

    @Test
    void getsEveryRoleOfTheListByItsId() {
        Rows.role(acme.id());
        List<Map<String, Object>> roles = get("/roles").jsonPath().getList("roles");

        assertThat(roles).hasSize(4);
        for (Map<String, Object> role : roles) {
            assertThat(get("/roles/" + role.get("id")).jsonPath().<String, Object>getMap(""))
                    .isEqualTo(role);
        }
    }

    @Test
    void findsNoRoleOfAnotherOrganization() {
        UUID other = Rows.organization(unique("other"), "Other").id();

        for (Object id : List.of(Rows.role(other), Role.ADMIN.idIn(other), UUID.randomUUID(), "admin")) {
            assertThat(get("/roles/" + id).asString())
                    .isEqualTo("{\"code\":404,\"message\":\"Not Found: Role '" + id + "' not found\"}");
        }
    }

    @Test
    void saysThatItCannotCreateCustomRoles() {
        for (String body :
                List.of("{\"name\":\"deployer\",\"uxPurpose\":\"role\",\"details\":{\"__type\":\"X\"}}", "")) {
            assertThat(as(admin)
                            .contentType("application/json")
                            .body(body)
                            .post("/api/orgs/{org}/roles?createPolicyAndRole=true", acme.login())
                            .asString())
                    .isEqualTo(
                            "{\"code\":400,\"message\":\"Bad Request: This server cannot create custom roles yet. Use the"
                                    + " built-in roles Member, Admin and Billing Manager.\"}");
        }
    }

    @Test
    void listsEveryPermissionOnceWithItsDescription() {
        Map<String, List<Map<String, Object>>> kinds =
                get("/roles/scopes").jsonPath().getMap("");

        assertThat(kinds.keySet()).containsExactly("stack", "environment", "insights-account", "global");
        List<String> names = kinds.keySet().stream()
                .flatMap(kind ->
                        get("/roles/scopes").jsonPath().<List<String>>getList("'" + kind + "'.scopes.name").stream())
                .flatMap(List::stream)
                .toList();
        assertThat(names).hasSize(190).doesNotHaveDuplicates().contains("stack:read", "org_member:set_admin");
        assertThat(get("/roles/scopes").jsonPath().<String, Object>getMap("global[0].scopes[0]"))
                .isEqualTo(Map.of("name", "stack:create", "metadata", Map.of("description", "Create: stacks")));
    }

    private Response get(String path) {
        return as(admin).get("/api/orgs/" + acme.login() + path);
    }

    private static RequestSpecification as(Person person) {
        return given().header("Authorization", person.authorization());
    }
}
