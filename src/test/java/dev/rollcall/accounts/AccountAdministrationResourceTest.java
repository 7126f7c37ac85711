package dev.rollcall.accounts;

import static dev.rollcall.testing.Rows.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class AccountAdministrationResourceTest {

    private final Person siteAdmin = Rows.person("Site admin");
    private final Person ada = Rows.person("Ada Example");
    private final String login = unique("New");
    private final String email = login + "@example.com";

    @BeforeEach
    void makeAdministrator() {
        Database.execute("update app_user set site_admin = true where id = ?", siteAdmin.id());
    }

    @Test
    void createsAnAccountWithItsIndividualOrganization() {
        Response response = create("""
                {"login":"%s","name":"Grace Example","email":"%s","emailVerified":true,"siteAdmin":true}""".formatted(login, email));

        assertThat(response.statusCode()).isEqualTo(201);
        JsonPath created = response.jsonPath();
        String id = created.getString("id");
        assertThat(response.asString()).isEqualTo("""
                        {"id":"%s","login":"%s","name":"Grace Example","email":"%s","emailVerified":true,\
                        "avatarUrl":"http://localhost:8080/avatars/%s.svg","state":"active","siteAdmin":true,\
                        "hasMFA":false,"created":"%s"}""".formatted(id, login, email, id, created.getString("created")));
        assertThat(get(login.toUpperCase(Locale.ROOT)).asString()).isEqualTo(response.asString());
        assertThat(sentence(id, "user-created")).isEqualTo("Created user '" + login + "' as a site administrator");
        JsonPath user = who("token " + Rows.personalToken(UUID.fromString(id))).jsonPath();
        assertThat(user.<String>getList("organizations.githubLogin")).containsExactly(login);
        assertThat(user.getString("email")).isEqualTo(email);
        Database.execute("update app_user set site_admin = false where id = ?::uuid", id);
    }

    @Test
    void createsAnAccountFromALoginAlone() {
        JsonPath created = create("{\"login\":\"" + login + "\"}").jsonPath();

        assertThat(created.getString("name")).isEqualTo(login);
        assertThat(created.getString("email")).isNull();
        assertThat(created.getBoolean("emailVerified")).isFalse();
        assertThat(created.getBoolean("siteAdmin")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "{\"login\":\"ab\"}",
                "{\"login\":\"-abc\"}",
                "{\"login\":1}",
                "{\"login\":\"valid-name\",\"name\":\"\"}",
                "{\"login\":\"valid-name\",\"name\":\" Ada\"}",
                "{\"login\":\"valid-name\",\"name\":\"\\u0000\"}",
                "{\"login\":\"valid-name\",\"email\":\"\"}",
                "{\"login\":\"valid-name\",\"email\":\"nobody\"}",
                "{\"login\":\"valid-name\",\"email\":\"a b@example.com\"}",
                "{\"login\":\"valid-name\",\"emailVerified\":true}",
                "{\"login\":\"valid-name\",\"siteAdmin\":\"yes\"}"
            })
    void refusesABodyThatDescribesNoAccount(String body) {
        assertThat(create(body).statusCode()).isEqualTo(400);
    }

    @Test
    void givesNobodyALoginThatIsTakenOrReserved() {
        Organization acme = Rows.organization(unique("acme"), "Acme");

        for (String taken : List.of(ada.login().toUpperCase(Locale.ROOT), acme.login(), "Settings", "pulumi")) {
            String conflict = "{\"code\":409,\"message\":\"Conflict: Name '" + taken + "' is taken.\"}";
            assertThat(create("{\"login\":\"" + taken + "\"}").asString()).isEqualTo(conflict);
            Person grace = Rows.person("Grace Example");
            assertThat(change(grace.login(), "{\"login\":\"" + taken + "\"}").asString())
                    .isEqualTo(conflict);
        }
    }

    @Test
    void givesALoginAndAnAddressToOneOfManyWhoWantThemAtOnce() {
        assertThat(atOnce(
                        () -> create("{\"login\":\"" + login + "\"}"),
                        () -> create("{\"login\":\"" + login.toLowerCase(Locale.ROOT) + "\"}")))
                .containsExactlyInAnyOrder(201, 409);
        String verified = "{\"email\":\"" + email + "\",\"emailVerified\":true}";
        Person grace = Rows.person("Grace Example");
        assertThat(atOnce(() -> change(ada.login(), verified), () -> change(grace.login(), verified)))
                .containsExactlyInAnyOrder(204, 409);
    }

    @Test
    void listsPeopleByLoginInPages() {
        String suffix = unique("page");
        Stream.of("c", "A", "b", "D").forEach(letter -> create("{\"login\":\"" + letter + "-" + suffix + "\"}"));

        List<String> found = new ArrayList<>();
        String next = null;
        do {
            RequestSpecification request = admin().queryParam("search", suffix.toUpperCase(Locale.ROOT))
                    .queryParam("maxResults", 3);
            JsonPath page = (next == null ? request : request.queryParam("continuationToken", next))
                    .get("/api/admin/users")
                    .jsonPath();
            found.addAll(page.getList("users.login"));
            next = page.getString("continuationToken");
        } while (next != null);

        assertThat(found).containsExactly("A-" + suffix, "b-" + suffix, "c-" + suffix, "D-" + suffix);
    }

    @Test
    void findsPeopleByNameAndAddressAlsoSuspendedOnesButNeitherDeletedOnesNorOrganizations() {
        String shown = unique("Shown");
        Database.execute(
                "update app_user set name = ?, email = ?, state = 'suspended' where id = ?", shown, email, ada.id());

        for (String search : List.of(shown.toLowerCase(Locale.ROOT), email.toUpperCase(Locale.ROOT), ada.login())) {
            JsonPath page = list("search=" + search);
            assertThat(page.<String>getList("users.id"))
                    .containsExactly(ada.id().toString());
            assertThat(page.getString("users[0].state")).isEqualTo("suspended");
        }
        assertThat(list("search=" + Rows.organization(unique("acme"), "Acme").login())
                        .getList("users"))
                .isEmpty();
        assertThat(list("search=%00").getList("users")).isEmpty();
        Database.execute("update app_user set state = 'deleted' where id = ?", ada.id());
        assertThat(list("search=" + shown).getList("users")).isEmpty();
        assertThat(get(ada.login()).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"maxResults=0", "continuationToken=", "continuationToken=x", "owner=me"})
    void refusesInvalidParameters(String query) {
        assertThat(admin().get("/api/admin/users?" + query).statusCode()).isEqualTo(400);
    }

    @Test
    void changesWhatTheBodyNamesAndKeepsItFromSyncs() {
        assertThat(change(ada.login(), """
                        {"name":"Ada King","email":"%s","emailVerified":true,\
                        "avatarUrl":"https://example.com/a.png","login":"%s"}""".formatted(email, login)).statusCode())
                .isEqualTo(204);

        JsonPath changed = get(login).jsonPath();
        assertThat(changed.getString("name")).isEqualTo("Ada King");
        assertThat(changed.getString("email")).isEqualTo(email);
        assertThat(changed.getBoolean("emailVerified")).isTrue();
        assertThat(changed.getString("avatarUrl")).isEqualTo("https://example.com/a.png");
        assertThat(Database.count(
                        "app_user where id = ? and name_edited and email_edited and avatar_edited and login_edited",
                        ada.id()))
                .isEqualTo(1);
        assertThat(who(ada.authorization()).jsonPath().<String>getList("organizations.githubLogin"))
                .containsExactly(login);
        assertThat(sentence(ada.id().toString(), "user-changed"))
                .isEqualTo("Changed user '" + ada.login()
                        + "': the name to 'Ada King', the picture, the e-mail address to '" + email
                        + "', the address to verified, the login to '" + login + "'");
    }

    @Test
    void recordsNothingWhereNothingChanges() {
        change(ada.login(), "{\"email\":\"" + email + "\",\"emailVerified\":true}");

        assertThat(change(
                                ada.login(),
                                "{\"login\":\"" + ada.login() + "\",\"name\":\"Ada Example\",\"email\":\"" + email
                                        + "\",\"avatarUrl\":\"\",\"siteAdmin\":false}")
                        .statusCode())
                .isEqualTo(204);
        assertThat(change(ada.login(), "{}").statusCode()).isEqualTo(204);

        assertThat(Database.count("audit_event where subject_id = ? and action = 'user-changed'", ada.id()))
                .isEqualTo(1);
        assertThat(get(ada.login()).jsonPath().getBoolean("emailVerified")).isTrue();
    }

    @Test
    void verifiesOnlyTheAddressThatItIsToldTo() {
        Database.execute(
                "insert into email_verification (id, user_id, email, purpose, code_hash, expires_at)"
                        + " values (gen_random_uuid(), ?, 'x@example.com', 'change', sha256(?::text::bytea),"
                        + " now() + interval '1 day')",
                ada.id(),
                login);
        change(ada.login(), "{\"email\":\"" + email + "\",\"emailVerified\":true}");
        assertThat(Database.count("email_verification where user_id = ?", ada.id()))
                .isZero();

        change(ada.login(), "{\"email\":\"other-" + email + "\"}");
        assertThat(get(ada.login()).jsonPath().getBoolean("emailVerified")).isFalse();
        change(ada.login(), "{\"emailVerified\":true}");
        assertThat(get(ada.login()).jsonPath().getBoolean("emailVerified")).isTrue();
        change(ada.login(), "{\"email\":\"\"}");
        assertThat(get(ada.login()).jsonPath().getString("email")).isNull();
        assertThat(get(ada.login()).jsonPath().getBoolean("emailVerified")).isFalse();
        assertThat(change(ada.login(), "{\"emailVerified\":true}").asString())
                .isEqualTo("{\"code\":400,\"message\":"
                        + "\"Bad Request: emailVerified must be false, because the account has no e-mail address\"}");
    }

    @Test
    void verifiesNoAddressThatSomebodyElseHasVerified() {
        change(ada.login(), "{\"email\":\"" + email + "\",\"emailVerified\":true}");
        String taken = email.toUpperCase(Locale.ROOT);

        String conflict = "{\"code\":409,\"message\":\"Conflict: E-mail address '" + taken + "' is taken.\"}";
        assertThat(create("{\"login\":\"%s\",\"email\":\"%s\",\"emailVerified\":true}".formatted(unique("x"), taken))
                        .asString())
                .isEqualTo(conflict);
        assertThat(change(Rows.person("Grace").login(), "{\"email\":\"" + taken + "\",\"emailVerified\":true}")
                        .asString())
                .isEqualTo(conflict);
        assertThat(change(ada.login(), "{\"email\":\"" + taken + "\"}").statusCode())
                .isEqualTo(204);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "{\"login\":\"a\"}",
                "{\"name\":\"\"}",
                "{\"email\":\"nobody\"}",
                "{\"avatarUrl\":\"http://example.com/a.png\"}",
                "{\"avatarUrl\":\"javascript:alert(1)\"}",
                "{\"siteAdmin\":1}"
            })
    void refusesChangesThatAreInvalid(String body) {
        assertThat(change(ada.login(), body).statusCode()).isEqualTo(400);
    }

    @Test
    void letsAPersonTakeAnOldLoginBack() {
        change(ada.login(), "{\"login\":\"" + login + "\"}");

        assertThat(create("{\"login\":\"" + ada.login() + "\"}").statusCode()).isEqualTo(409);
        assertThat(change(login, "{\"login\":\"" + ada.login() + "\"}").statusCode())
                .isEqualTo(204);
    }

    @Test
    void keepsTheLastSiteAdministrator() {
        Database.execute("update app_user set site_admin = false where site_admin and id <> ?", siteAdmin.id());
        String conflict =
                "{\"code\":409,\"message\":\"Conflict: This is the last site administrator. Make somebody else a"
                        + " site administrator first.\"}";

        assertThat(change(siteAdmin.login(), "{\"siteAdmin\":false}").asString())
                .isEqualTo(conflict);
        assertThat(delete(siteAdmin.login(), "").asString()).isEqualTo(conflict);
        // Somebody who cannot sign in does not count.
        Database.execute("update app_user set site_admin = true, state = 'suspended' where id = ?", ada.id());
        assertThat(delete(siteAdmin.login(), "").asString()).isEqualTo(conflict);

        Database.execute("update app_user set state = 'active' where id = ?", ada.id());
        assertThat(change(siteAdmin.login(), "{\"siteAdmin\":false}").statusCode())
                .isEqualTo(204);
        assertThat(change(siteAdmin.login(), "{\"siteAdmin\":true}").statusCode())
                .isEqualTo(403);
    }

    @ParameterizedTest
    @CsvSource({"PUT,/site-admin", "PATCH,''", "DELETE,''", "POST,/suspend"})
    void letsTwoSiteAdministratorsNotRemoveEachOther(String method, String path) {
        for (int i = 0; i < 20; i++) {
            Person one = Rows.person("One");
            Person other = Rows.person("Other");
            Database.execute(
                    "update app_user set site_admin = id in (?, ?) where site_admin or id in (?, ?)",
                    one.id(),
                    other.id(),
                    one.id(),
                    other.id());

            List<Integer> statuses =
                    atOnce(() -> remove(one, other, method, path), () -> remove(other, one, method, path));

            assertThat(statuses).as(statuses.toString()).contains(204).doesNotHaveDuplicates();
            assertThat(Database.count("app_user where site_admin and state = 'active'"))
                    .isEqualTo(1);
        }
    }

    private static Response remove(Person caller, Person target, String method, String path) {
        return given().header("Authorization", caller.authorization())
                .contentType("application/json")
                .body(
                        switch (method) {
                            case "PATCH" -> "{\"siteAdmin\":false}";
                            case "PUT" -> "{\"enabled\":false}";
                            default -> "";
                        })
                .request(method, "/api/admin/users/" + target.login() + path);
    }

    @Test
    void deletesAnAccountWithEverythingThatBelongsToItExceptItsLogin() {
        Organization acme = Rows.organization(unique("acme"), "Acme");
        Rows.join(ada.id(), acme.id(), "admin");
        Rows.join(siteAdmin.id(), acme.id(), "admin");
        furnish(acme);

        assertThat(delete(ada.login().toUpperCase(Locale.ROOT), "").statusCode())
                .isEqualTo(204);

        assertThat(who(ada.authorization()).statusCode()).isEqualTo(401);
        assertThat(get(ada.login()).statusCode()).isEqualTo(404);
        assertThat(delete(ada.login(), "").statusCode()).isEqualTo(404);
        for (String table : List.of(
                "access_token where user_id",
                "browser_session where user_id",
                "identity where user_id",
                "membership where user_id",
                "team_member where user_id",
                "stack_grant where user_id",
                "email_verification where user_id",
                "owner_name where user_id")) {
            assertThat(Database.count(table + " = ?", ada.id())).as(table).isZero();
        }
        assertThat(Database.count("organization where id = ?", ada.organizationId()))
                .isZero();
        assertThat(Database.count(
                        "app_user where id = ? and state = 'deleted' and name = 'Ada Example' and email is null"
                                + " and login is null and avatar_url is null",
                        ada.id()))
                .isEqualTo(1);
        assertThat(create("{\"login\":\"" + ada.login() + "\"}").statusCode()).isEqualTo(409);
        assertThat(sentence(ada.id().toString(), "user-deleted")).isEqualTo("Deleted user '" + ada.login() + "'");
        JsonPath log = given().header("Authorization", siteAdmin.authorization())
                .get("/api/orgs/{org}/auditlogs/v2", acme.login())
                .jsonPath();
        assertThat(log.getString("auditLogEvents[0].description"))
                .isEqualTo("Removed member '" + ada.login() + "', whose account was deleted");
        Database.execute("update owner_name set reserved_until = now() - interval '1 s' where name = ?", ada.login());
        assertThat(create("{\"login\":\"" + ada.login() + "\"}").statusCode()).isEqualTo(201);
    }

    /** Gives the account a row of each kind. */
    private void furnish(Organization acme) {
        UUID team = Rows.team(acme.id());
        Rows.joinTeam(ada.id(), team);
        Rows.grantToUser(Rows.stack(acme.id(), "website", "production"), ada.id(), "read");
        Rows.identity(ada.id(), "github.com", unique("https://github.example"));
        Rows.identity(ada.id(), "gitlab.com", unique("https://gitlab.example"));
        Rows.organizationToken(new Organization(ada.organizationId(), ada.login()), "own");
        Database.execute(
                "update app_user set email = ?, avatar_url = 'https://example.com/a.png',"
                        + " default_organization_id = ? where id = ?",
                email,
                acme.id(),
                ada.id());
        Database.execute(
                "insert into browser_session (id, secret_hash, user_id, created_at, last_seen_at, expires_at)"
                        + " values (gen_random_uuid(), sha256(?::text::bytea), ?, now(), now(), now())",
                login,
                ada.id());
        Database.execute(
                "insert into email_verification (id, user_id, email, purpose, code_hash, expires_at)"
                        + " values (gen_random_uuid(), ?, 'x@example.com', 'change', sha256(?::text::bytea), now())",
                ada.id(),
                login);
        Database.execute(
                "insert into invite (id, organization_id, email, role, sender_id, sender_name, sender_login)"
                        + " values (gen_random_uuid(), ?, 'grace@example.com', 'member', ?, 'Ada', 'ada')",
                acme.id(),
                ada.id());
    }

    @Test
    void letsTheLastAdminsOfOrganizationsHandOverFirst() {
        Organization acme = Rows.organization(unique("acme"), "Acme");
        Organization beta = Rows.organization(unique("beta"), "Beta");
        Organization gamma = Rows.organization(unique("gamma"), "Gamma");
        Person grace = Rows.person("Grace Example");
        for (Organization organization : List.of(acme, beta, gamma)) {
            Rows.join(ada.id(), organization.id(), "admin");
        }
        Rows.join(grace.id(), acme.id(), "member");
        Rows.join(grace.id(), gamma.id(), "admin");

        String conflict = "{\"code\":409,\"message\":\"Conflict: User '" + ada.login() + "' is the last admin of "
                + acme.login() + ", " + beta.login()
                + ". Make another member an admin, or delete the organization.\"}";
        assertThat(delete(ada.login(), "").asString()).isEqualTo(conflict);
        assertThat(delete(ada.login(), "?force=true").asString()).isEqualTo(conflict);
        assertThat(who(ada.authorization()).statusCode()).isEqualTo(200);

        Database.execute("update membership set role = 'admin' where user_id = ?", grace.id());
        Rows.join(grace.id(), beta.id(), "admin");
        assertThat(delete(ada.login(), "").statusCode()).isEqualTo(204);
    }

    @Test
    void deletesOneOfTwoAdminsWhoAreDeletedAtTheSameTime() {
        for (int i = 0; i < 20; i++) {
            Organization acme = Rows.organization(unique("acme"), "Acme");
            Person one = Rows.person("One");
            Person other = Rows.person("Other");
            Rows.join(one.id(), acme.id(), "admin");
            Rows.join(other.id(), acme.id(), "admin");

            assertThat(atOnce(() -> delete(one.login(), ""), () -> delete(other.login(), "")))
                    .containsExactlyInAnyOrder(204, 409);
        }
    }

    @Test
    void deletesStacksOnlyByForce() {
        UUID stack = Rows.stack(ada.organizationId(), "website", "production");
        Rows.tag(stack, "environment", "production");

        for (String query : List.of("", "?force=false")) {
            assertThat(delete(ada.login(), query).asString())
                    .isEqualTo("{\"code\":409,\"message\":\"Conflict: User '" + ada.login()
                            + "' has stacks in the individual organization. To delete them, too, send force=true.\"}");
        }
        assertThat(delete(ada.login(), "?force=yes").statusCode()).isEqualTo(400);
        assertThat(delete(ada.login(), "?force=true").statusCode()).isEqualTo(204);
        assertThat(Database.count("stack where id = ?", stack)).isZero();
    }

    @Test
    void deletesAnAccountThatAnOrganizationManages() {
        Person managed = Rows.managedPerson("Managed");
        Rows.join(managed.id(), Rows.organization(unique("acme"), "Acme").id(), "member");

        assertThat(delete(managed.login(), "").statusCode()).isEqualTo(204);
    }

    @ParameterizedTest
    @CsvSource({"nobody-here", "a", "\u20ac\u20ac\u20ac"})
    void doesNotFindWhoIsNotThere(String nobody) {
        for (Response response : List.of(get(nobody), change(nobody, "{}"), delete(nobody, ""))) {
            assertThat(response.asString())
                    .isEqualTo("{\"code\":404,\"message\":\"Not Found: User '" + nobody + "' not found\"}");
        }
    }

    private interface Call {

        Response send();
    }

    private static List<Integer> atOnce(Call... calls) {
        return Stream.of(calls)
                .map(call -> CompletableFuture.supplyAsync(() -> call.send().statusCode()))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();
    }

    private static Response who(String authorization) {
        return given().header("Authorization", authorization).get("/api/user");
    }

    private static String sentence(String subject, String action) {
        return Database.value(
                String.class,
                "select description from audit_event where subject_id = ?::uuid and action = ?"
                        + " and organization_id is null and request_id is not null",
                subject,
                action);
    }

    private RequestSpecification admin() {
        return given().header("Authorization", siteAdmin.authorization());
    }

    private Response create(String body) {
        return admin().contentType("application/json").body(body).post("/api/admin/users");
    }

    private JsonPath list(String query) {
        return admin().urlEncodingEnabled(false)
                .get("/api/admin/users?" + query)
                .jsonPath();
    }

    private Response get(String login) {
        return admin().get("/api/admin/users/{login}", login);
    }

    private Response change(String login, String body) {
        return admin().contentType("application/json").body(body).patch("/api/admin/users/{login}", login);
    }

    private Response delete(String login, String query) {
        return admin().delete("/api/admin/users/{login}" + query, login);
    }
}
