package dev.rollcall.orgadmin;

import static dev.rollcall.testing.Rows.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.AtOnce;
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
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class OrganizationAdministrationResourceTest {

    private final Person siteAdmin = Rows.person("Site admin");
    private final Person ada = Rows.person("Ada Example");
    private final String name = unique("Acme");

    @BeforeEach
    void makeAdministrator() {
        Database.execute("update app_user set site_admin = true where id = ?", siteAdmin.id());
    }

    @Test
    void createsAnOrganizationWhoseAdminCanUseItAtOnce() {
        Response response = create(
                "{\"name\":\"%s\",\"displayName\":\"Acme Corporation\",\"admin\":\"%s\"}".formatted(name, ada.login()));

        assertThat(response.statusCode()).isEqualTo(201);
        JsonPath created = response.jsonPath();
        String id = created.getString("id");
        assertThat(response.asString()).isEqualTo("""
                        {"id":"%s","name":"%s","displayName":"Acme Corporation",\
                        "avatarUrl":"http://localhost:8080/avatars/%s.svg","kind":"pulumi","created":"%s",\
                        "memberCount":1,"stackCount":0}""".formatted(id, name, id, created.getString("created")));
        assertThat(metadata(ada, name).jsonPath().getString("userRole")).isEqualTo("admin");
        assertThat(metadata(siteAdmin, name).statusCode()).isEqualTo(404);
        assertThat(sentence(id, "organization-created"))
                .isEqualTo("Created organization '" + name + "' for '" + ada.login() + "'");
    }

    @Test
    void makesTheCallerTheAdminUnlessTheBodyNamesOne() {
        assertThat(create(name).jsonPath().getString("displayName")).isEqualTo(name);

        assertThat(metadata(siteAdmin, name).jsonPath().getString("userRole")).isEqualTo("admin");
    }

    @Test
    void createsNoOrganizationWithANameThatIsTakenOrReserved() {
        create(name);

        for (String taken : List.of(name.toUpperCase(Locale.ROOT), ada.login(), "Settings", "pulumi")) {
            assertThat(create(taken).asString())
                    .isEqualTo("{\"code\":409,\"message\":\"Conflict: Name '" + taken + "' is taken.\"}");
        }
        assertThat(Database.count("organization where login is null and kind = 'pulumi' and name = ?", name))
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "{\"name\":\"ab\"}",
                "{\"name\":\"-abc\"}",
                "{\"name\":\"a b c\"}",
                "{\"name\":\"\u212aelvin\"}",
                "{\"name\":1}",
                "{\"name\":\"valid-name\",\"displayName\":\"\"}",
                "{\"name\":\"valid-name\",\"displayName\":\" Acme\"}",
                "{\"name\":\"valid-name\",\"displayName\":\"Ac\\u200bme\"}",
                "{\"name\":\"valid-name\",\"displayName\":\"\\u0000\"}"
            })
    void refusesABodyThatDescribesNoOrganization(String body) {
        assertThat(create(body).statusCode()).isEqualTo(400);
    }

    @Test
    void needsAnAdminWhoExistsAndIsFree() {
        assertThat(createFor("nobody-here").asString())
                .isEqualTo("{\"code\":404,\"message\":\"Not Found: User 'nobody-here' not found\"}");
        Person managed = Rows.managedPerson("Managed");
        Rows.join(managed.id(), Rows.organization(unique("owner"), "Owner").id(), "member");
        Database.execute("update membership set manages_account = true where user_id = ?", managed.id());
        assertThat(createFor(managed.login()).asString())
                .isEqualTo(
                        "{\"code\":400,\"message\":\"Bad Request: The account is managed by another organization.\"}");
        Database.execute("update app_user set state = 'suspended' where id = ?", ada.id());
        assertThat(createFor(ada.login()).asString())
                .isEqualTo("{\"code\":400,\"message\":\"Bad Request: The admin's account is suspended.\"}");
        assertThat(get(name).statusCode()).isEqualTo(404);
    }

    @Test
    void givesANameToOneOfManyWhoWantItAtOnce() throws Exception {
        List<Integer> statuses = AtOnce.call(List.of(
                () -> create(name).statusCode(),
                () -> create(name.toLowerCase(Locale.ROOT)).statusCode(),
                () -> create(name.toUpperCase(Locale.ROOT)).statusCode()));

        assertThat(statuses).containsExactlyInAnyOrder(201, 409, 409);
    }

    @Test
    void listsSharedOrganizationsByNameInPages() {
        String prefix = unique("page");
        List<String> names = Stream.of("c", "A", "b", "D")
                .map(letter -> letter + "-" + prefix)
                .toList();
        names.forEach(login -> Rows.organization(login, "Organization"));

        List<String> found = new ArrayList<>();
        String next = null;
        do {
            RequestSpecification request = admin().queryParam("search", prefix.toUpperCase(Locale.ROOT))
                    .queryParam("maxResults", 3);
            JsonPath page = (next == null ? request : request.queryParam("continuationToken", next))
                    .get("/api/admin/organizations")
                    .jsonPath();
            found.addAll(page.getList("organizations.name"));
            next = page.getString("continuationToken");
        } while (next != null);

        assertThat(found).containsExactly("A-" + prefix, "b-" + prefix, "c-" + prefix, "D-" + prefix);
        assertThat(list("search=" + ada.login()).getList("organizations")).isEmpty();
        assertThat(list("search=%00").getList("organizations")).isEmpty();
    }

    @Test
    void findsAnOrganizationByTheNameThatIsShown() {
        String shown = unique("Shown");
        Organization organization = Rows.organization(name, shown + " Inc.");

        assertThat(list("search=" + shown.toLowerCase(Locale.ROOT)).<String>getList("organizations.id"))
                .containsExactly(organization.id().toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"maxResults=0", "continuationToken=", "continuationToken=x", "owner=me"})
    void refusesInvalidParameters(String query) {
        assertThat(admin().get("/api/admin/organizations?" + query).statusCode())
                .isEqualTo(400);
    }

    @Test
    void countsMembersAndStacks() {
        Organization organization = Rows.organization(name, "Acme");
        Rows.serviceAccount(organization);
        Rows.join(ada.id(), organization.id(), "member");
        Rows.stack(organization.id(), "website", "dev");

        JsonPath shown = get(name.toUpperCase(Locale.ROOT)).jsonPath();

        assertThat(shown.getLong("memberCount")).isEqualTo(1);
        assertThat(shown.getLong("stackCount")).isEqualTo(1);
        assertThat(get(ada.login()).jsonPath().getString("kind")).isEqualTo("single-user");
    }

    @Test
    void renamesAndReservesTheOldNameForTheOrganization() {
        create(name);
        String wanted = unique("renamed");

        assertThat(change(name, "{\"name\":\"" + wanted + "\"}").statusCode()).isEqualTo(204);

        assertThat(get(name).statusCode()).isEqualTo(404);
        assertThat(metadata(siteAdmin, wanted).statusCode()).isEqualTo(200);
        assertThat(create(name).statusCode()).isEqualTo(409);
        assertThat(Database.count(
                        "owner_name where name = ? and reserved_until between now() + interval '364 days'"
                                + " and now() + interval '366 days'",
                        name))
                .isEqualTo(1);
        assertThat(change(wanted, "{\"name\":\"" + name + "\"}").statusCode()).isEqualTo(204);
        assertThat(create(wanted).statusCode()).isEqualTo(409);
        String id = get(name).jsonPath().getString("id");
        assertThat(Database.count(
                        "audit_event where organization_id = ?::uuid and action = 'organization-renamed'", id))
                .isEqualTo(2);
    }

    @Test
    void changesTheCaseOfANameWithoutAReservation() {
        create(name);

        assertThat(change(name, "{\"name\":\"" + name.toUpperCase(Locale.ROOT) + "\"}")
                        .statusCode())
                .isEqualTo(204);

        assertThat(get(name).jsonPath().getString("name")).isEqualTo(name.toUpperCase(Locale.ROOT));
        assertThat(Database.count("owner_name where lower(name) = lower(?)", name))
                .isEqualTo(1);
    }

    @Test
    void givesAReservedNameToOthersWhenTheReservationHasEnded() {
        create(name);
        change(name, "{\"name\":\"" + unique("renamed") + "\"}");
        Database.execute("update owner_name set reserved_until = now() - interval '1 second' where name = ?", name);

        assertThat(create(name).statusCode()).isEqualTo(201);
    }

    @Test
    void changesTheNameAndThePictureThatAreShown() {
        String id = create(name).jsonPath().getString("id");

        assertThat(change(name, "{\"displayName\":\"Acme Corp\",\"avatarUrl\":\"https://example.com/a.png\"}")
                        .statusCode())
                .isEqualTo(204);

        JsonPath shown = get(name).jsonPath();
        assertThat(shown.getString("displayName")).isEqualTo("Acme Corp");
        assertThat(shown.getString("avatarUrl")).isEqualTo("https://example.com/a.png");
        assertThat(sentence(id, "organization-renamed"))
                .isEqualTo("Changed organization '" + name + "': its name to 'Acme Corp', its picture");
        change(name, "{\"avatarUrl\":\"\"}");
        assertThat(get(name).jsonPath().getString("avatarUrl"))
                .isEqualTo("http://localhost:8080/avatars/" + id + ".svg");
    }

    @Test
    void recordsNothingWhereNothingChanges() {
        String id = create(name).jsonPath().getString("id");

        assertThat(change(name, "{\"name\":\"" + name + "\",\"displayName\":\"" + name + "\",\"avatarUrl\":\"\"}")
                        .statusCode())
                .isEqualTo(204);
        assertThat(change(name, "{}").statusCode()).isEqualTo(204);

        assertThat(Database.count("audit_event where organization_id = ?::uuid", id))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "{\"name\":\"a\"}",
                "{\"displayName\":\"\"}",
                "{\"avatarUrl\":\"http://example.com/a.png\"}",
                "{\"avatarUrl\":\"javascript:alert(1)\"}"
            })
    void refusesChangesThatAreInvalid(String body) {
        create(name);

        assertThat(change(name, body).statusCode()).isEqualTo(400);
    }

    @Test
    void renamesToNoNameThatIsTaken() {
        create(name);

        for (String taken : List.of(ada.login(), "Settings", "pulumi")) {
            assertThat(change(name, "{\"name\":\"" + taken + "\"}").asString())
                    .isEqualTo("{\"code\":409,\"message\":\"Conflict: Name '" + taken + "' is taken.\"}");
        }
    }

    @Test
    void changesAndDeletesNoIndividualOrganization() {
        for (Response response : List.of(change(ada.login(), "{}"), delete(ada.login(), "?force=true"))) {
            assertThat(response.asString())
                    .isEqualTo(
                            "{\"code\":400,\"message\":\"Bad Request: '" + ada.login()
                                    + "' is the individual organization of a person. It changes with the account of the person.\"}");
        }
    }

    @Test
    void deletesAnOrganizationWithEverythingThatBelongsToItExceptItsName() {
        String id = create(name).jsonPath().getString("id");
        Organization organization = new Organization(UUID.fromString(id), name);
        String token = furnish(organization);

        assertThat(delete(name, "").asString())
                .isEqualTo("{\"code\":409,\"message\":\"Conflict: Organization still contains stacks.\"}");
        assertThat(delete(name, "?force=false").statusCode()).isEqualTo(409);
        assertThat(who("token " + token).statusCode()).isEqualTo(200);

        assertThat(delete(name, "?force=true").statusCode()).isEqualTo(204);

        assertThat(get(name).statusCode()).isEqualTo(404);
        assertThat(who("token " + token).statusCode()).isEqualTo(401);
        assertThat(who(ada.authorization()).jsonPath().<String>getList("organizations.githubLogin"))
                .containsExactly(ada.login());
        for (String table :
                List.of("organization where id", "stack where organization_id", "invite where organization_id")) {
            assertThat(Database.count(table + " = ?", organization.id())).isZero();
        }
        assertThat(create(name).statusCode()).isEqualTo(409);
        assertThat(sentence(id, "organization-deleted"))
                .isEqualTo("Deleted organization '" + name + "' with its stacks");
        assertThat(delete(name, "").statusCode()).isEqualTo(404);
    }

    /** Fills an organization with a row of each kind. {@return the secret of a token of a team} */
    private String furnish(Organization organization) {
        UUID id = organization.id();
        Rows.join(ada.id(), id, "member");
        Database.execute("update app_user set default_organization_id = ? where id = ?", id, ada.id());
        UUID role = Rows.role(id);
        Rows.hold(ada.id(), id, role);
        UUID team = Rows.team(id);
        Rows.joinTeam(ada.id(), team);
        UUID stack = Rows.stack(id, "website", "production");
        Rows.tag(stack, "environment", "production");
        Rows.grantToUser(stack, ada.id(), "read");
        Rows.grantToTeam(stack, team, "read");
        Rows.grantToRole(stack, role, "read");
        Database.execute(
                "insert into invite (id, organization_id, email, role, role_id, sender_name, sender_login)"
                        + " values (?, ?, 'grace@example.com', 'member', ?, 'Ada', 'ada')",
                UUID.randomUUID(),
                id,
                role);
        Rows.organizationToken(organization, "deploy");
        return Rows.teamToken(organization, "platform", "ci");
    }

    @ParameterizedTest
    @CsvSource({"?force=yes", "?force=1"})
    void refusesAnInvalidForce(String query) {
        create(name);

        assertThat(delete(name, query).statusCode()).isEqualTo(400);
        assertThat(get(name).statusCode()).isEqualTo(200);
    }

    private static Response metadata(Person person, String organization) {
        return given().header("Authorization", person.authorization()).get("/api/orgs/{org}/metadata", organization);
    }

    private static Response who(String authorization) {
        return given().header("Authorization", authorization).get("/api/user");
    }

    private static String sentence(String organization, String action) {
        return Database.value(
                String.class,
                "select description from audit_event where organization_id = ?::uuid and action = ?",
                organization,
                action);
    }

    private RequestSpecification admin() {
        return given().header("Authorization", siteAdmin.authorization());
    }

    private Response createFor(String login) {
        return create("{\"name\":\"%s\",\"admin\":\"%s\"}".formatted(name, login));
    }

    /** Sends a name, or a whole body. */
    private Response create(String body) {
        return admin().contentType("application/json")
                .body(body.matches("[\\w-]{3,}") && !body.equals("null") ? "{\"name\":\"" + body + "\"}" : body)
                .post("/api/admin/organizations");
    }

    private JsonPath list(String query) {
        return admin().urlEncodingEnabled(false)
                .get("/api/admin/organizations?" + query)
                .jsonPath();
    }

    private Response get(String login) {
        return admin().get("/api/admin/organizations/{org}", login);
    }

    private Response change(String login, String body) {
        return admin().contentType("application/json").body(body).patch("/api/admin/organizations/{org}", login);
    }

    private Response delete(String login, String query) {
        return admin().delete("/api/admin/organizations/{org}" + query, login);
    }
}
