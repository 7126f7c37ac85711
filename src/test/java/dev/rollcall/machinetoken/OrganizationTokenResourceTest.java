package dev.rollcall.machinetoken;

import static dev.rollcall.testing.Rows.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.organization.Role;
import dev.rollcall.testing.AtOnce;
import dev.rollcall.testing.Database;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Organization;
import dev.rollcall.testing.Rows.Person;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class OrganizationTokenResourceTest {

    private static final String INVALID_NAME = "Token name may only contain alphanumeric, hyphens, or underscores";
    private static final long DAY = 86_400;

    private final Person admin = Rows.person("Ada Example");
    private final Organization acme = Rows.organization(unique("Acme"), "Acme Corporation");

    @BeforeEach
    void join() {
        Rows.join(admin.id(), acme.id(), "admin");
        verify(admin);
    }

    @Test
    void createsATokenWithWhichTheClientIsTheOrganization() {
        Response created = create("{\"description\":\"Deploys\",\"name\":\"ci\",\"admin\":false}");

        assertThat(created.statusCode()).isEqualTo(200);
        assertThat(created.header("Cache-Control")).isEqualTo("no-store");
        assertThat(created.asString())
                .isEqualTo(
                        "{\"id\":\"" + UUID.fromString(id(created)) + "\",\"tokenValue\":\"" + value(created) + "\"}");
        assertThat(value(created)).matches("pul-[0-9a-f]{40}");
        UUID account =
                Database.value(UUID.class, "select service_account_id from organization where id = ?", acme.id());
        String email = Database.value(String.class, "select email from app_user where id = ?", account);
        String avatar = "http://localhost:8080/avatars/" + acme.id() + ".svg";
        assertThat(as(value(created)).get("/api/user").asString())
                .isEqualTo("""
                {"id":"%s","githubLogin":"service-account:%s","name":"Acme Corporation","email":"%s","avatarUrl":"%s",\
                "organizations":[{"name":"Acme Corporation","githubLogin":"%s","avatarUrl":"%s","role":"member"}],\
                "identities":[],"tokenInfo":{"name":"ci","organization":"%s","team":null},"hasMFA":false,\
                "isOrgManaged":false,"isManagedByMultiOrg":false}""".formatted(account, account, email, avatar, acme.login(), avatar, acme.login()));
    }

    @Test
    void listsATokenAsTheOfficialSchemaHasIt() {
        long expires = now() + 30 * DAY;
        Response created =
                create("{\"description\":\"Deploys\",\"name\":\"ci\",\"admin\":true,\"expires\":" + expires + "}");
        Database.execute("""
                update access_token set created_at = '2026-01-02T03:04:05.678+02:00', last_used_at = '2026-01-03T00:00:00.9Z'
                where id::text = ?""", id(created));

        assertThat(list("").asString())
                .isEqualTo("""
                {"tokens":[{"id":"%s","name":"ci","description":"Deploys","created":"2026-01-02T01:04:05Z",\
                "lastUsed":1767398400,"expires":%d,"admin":true,"createdBy":"%s",\
                "role":{"id":"%s","name":"Admin","defaultIdentifier":"admin"},"type":"organization"}]}""".formatted(id(created), expires, admin.login(), Role.ADMIN.idIn(acme.id())));
    }

    @Test
    void takesWhatClientsLeaveOutAndIgnoresWhatItDoesNotKnow() {
        create("{\"name\":\"a\"}").then().statusCode(200);
        create("{\"name\":\"b\",\"description\":\"\",\"expires\":0,\"roleID\":\"\",\"orgName\":\"x\"}")
                .then()
                .statusCode(200);
        create("{\"name\":\"c\",\"description\":null,\"expires\":null,\"admin\":null,\"roleID\":null}")
                .then()
                .statusCode(200);

        JsonPath tokens = list("").jsonPath();
        assertThat(tokens.<String>getList("tokens.name")).containsExactly("c", "b", "a");
        assertThat(tokens.<Integer>getList("tokens.expires")).containsOnly(0);
        assertThat(tokens.<Integer>getList("tokens.lastUsed")).containsOnly(0);
        assertThat(tokens.<Boolean>getList("tokens.admin")).containsOnly(false);
        assertThat(tokens.<String>getList("tokens.description")).containsOnly("");
        assertThat(tokens.<String>getList("tokens.role.defaultIdentifier")).containsOnly("member");
        assertThat(tokens.<String>getList("tokens.role.name")).containsOnly("Member");
    }

    @Test
    void namesTheServiceAccountWhereNobodyKnowsWhoCreatedAToken() {
        Rows.organizationToken(acme, "old");

        assertThat(list("").jsonPath().getString("tokens[0].createdBy"))
                .isEqualTo("service-account:" + Rows.serviceAccount(acme));
    }

    @ParameterizedTest
    @CsvSource({"member, Member, 403", "admin, Admin, 200", "billing-manager, Billing Manager, 403"})
    void actsWithTheRoleOfTheRequest(String identifier, String title, int settings) {
        Rows.openToMembers(acme.id(), "read");
        Rows.stack(acme.id(), "website", "production");
        String roleId = Role.of(identifier).orElseThrow().idIn(acme.id()).toString();

        // The id of the role counts more than admin.
        Response created = create("{\"name\":\"ci\",\"admin\":true,\"roleID\":\"" + roleId + "\"}");

        JsonPath listed = list("").jsonPath();
        assertThat(listed.<String>getList("tokens.role.id")).containsExactly(roleId);
        assertThat(listed.<String>getList("tokens.role.name")).containsExactly(title);
        assertThat(listed.getBoolean("tokens[0].admin")).isEqualTo(identifier.equals("admin"));
        assertThat(as(value(created))
                        .get("/api/orgs/{org}/metadata", acme.login())
                        .jsonPath()
                        .getString("userRole"))
                .isEqualTo(identifier);
        assertThat(as(value(created))
                        .contentType("application/json")
                        .body("{}")
                        .patch("/api/orgs/{org}", acme.login())
                        .statusCode())
                .isEqualTo(settings);
        // Billing managers do not get what the organization lets members do with its stacks.
        assertThat(as(value(created)).get("/api/user/stacks").jsonPath().getList("stacks"))
                .hasSize(identifier.equals("billing-manager") ? 0 : 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"admin", "1", "00000000-0000-0000-0000-000000000000", "\\u0000", "custom", "another"})
    void refusesARoleThatIsNoBuiltInOneOfTheOrganization(String roleId) {
        String id = switch (roleId) {
            case "custom" -> Rows.role(acme.id()).toString();
            case "another" ->
                Role.ADMIN
                        .idIn(Rows.organization(unique("other"), "Other").id())
                        .toString();
            default -> roleId;
        };

        assertRefused(
                create("{\"name\":\"ci\",\"roleID\":\"" + id + "\"}"),
                "Invalid parameter 'roleID'. It must be the id of a built-in role of the organization. Tokens cannot have"
                        + " custom roles on this server.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a.b", "a/b", "\u00e4", "\u212a", "a\\u0000", "\ud83d\udc7e", "a\\n"})
    void refusesANameWithOtherCharacters(String name) {
        assertRefused(create("{\"name\":\"" + name + "\"}"), INVALID_NAME);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "12345678901234567890123456789012345678901"})
    void refusesANameOfTheWrongLength(String name) {
        assertRefused(create("{\"name\":\"" + name + "\"}"), INVALID_NAME + ". It must have 1 to 40 of them.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | name is missing",
                "{\"name\":null} | name is missing",
                "null | body is missing",
                "{\"name\":1} | name must be a string.",
                "{\"name\":\"a\",\"admin\":\"yes\"} | admin must be true or false.",
                "{\"name\":\"a\",\"expires\":\"0\"} | expires must be a whole number.",
                "{\"name\":\"a\",\"description\":\"\\u0007\"} | description must have at most 1024 characters, none of"
                        + " them a control character",
                "{\"name\":\"a\",\"expires\":1} | expires must be in the future, in seconds since 1970, or 0 for never",
                "{\"name\":\"a\",\"expires\":99999999999} | expires must be at most two years ahead, in seconds since 1970"
            })
    void refusesAnInvalidBody(String body, String sentence) {
        Response response = create(body);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.jsonPath().getString("message")).startsWith("Bad Request: ");
        assertThat(response.jsonPath().getString("message")).isEqualTo("Bad Request: " + sentence);
        assertThat(Database.count("access_token where organization_id = ?", acme.id()))
                .isZero();
    }

    @Test
    void neverGivesANameOutAgain() {
        String used = id(create("{\"name\":\"ci\"}"));
        String today = Instant.now().toString().substring(0, 10);

        assertConflict(create("{\"name\":\"ci\"}"), "token name already exists");
        assertConflict(create("{\"name\":\"CI\"}"), "token name already exists");
        Database.execute("update access_token set expires_at = now() - interval '1 second' where id::text = ?", used);
        assertThat(create("{\"name\":\"ci\"}").jsonPath().getString("message"))
                .startsWith("Conflict: token name already exists. The token expired on 20")
                .endsWith(". Its name stays reserved.");
        assertThat(delete(used).statusCode()).isEqualTo(204);
        assertThat(create("{\"name\":\"Ci\"}").jsonPath().getString("message"))
                .startsWith("Conflict: token name already exists. The token was deleted on " + today.substring(0, 4));
        Rows.teamToken(acme, "platform", "deploy");
        assertConflict(create("{\"name\":\"deploy\"}"), "token name already exists");
        Organization other = Rows.organization(unique("other"), "Other");
        Rows.join(admin.id(), other.id(), "admin");
        assertThat(create(admin, other, "{\"name\":\"ci\"}").statusCode()).isEqualTo(200);
    }

    @Test
    void givesANameToOnlyOneOfTwoWhoWantItAtOnce() throws Exception {
        // The first token also creates the service account.
        List<Integer> statuses =
                AtOnce.call(6, () -> create("{\"name\":\"ci\"}").statusCode());

        assertThat(statuses).containsExactlyInAnyOrder(200, 409, 409, 409, 409, 409);
        assertThat(Database.count(
                        "membership m join app_user u on u.id = m.user_id and u.kind = 'service-account'"
                                + " where m.organization_id = ?",
                        acme.id()))
                .isEqualTo(1);
    }

    @Test
    void createsAtMostAThousandTokensThatAreValid() throws Exception {
        Database.execute("""
                insert into access_token (id, secret_hash, kind, user_id, organization_id, name, expires_at, revoked_at)
                select gen_random_uuid(), sha256(gen_random_uuid()::text::bytea), 'organization', ?, ?, 't' || n,
                    case when n = 1000 then now() end, case when n = 1001 then now() end from generate_series(1, 1001) n
                """, Rows.serviceAccount(acme), acme.id());
        Rows.teamToken(acme, "platform", "of-a-team");

        List<Integer> statuses = AtOnce.call(List.of(
                () -> create("{\"name\":\"ci0\"}").statusCode(),
                () -> create("{\"name\":\"ci1\"}").statusCode(),
                () -> create("{\"name\":\"ci2\"}").statusCode()));

        assertThat(statuses).containsExactlyInAnyOrder(200, 400, 400);
        assertRefused(
                create("{\"name\":\"more\"}"),
                "The organization '" + acme.login() + "' has 1000 access tokens. Delete one of them first.");
        JsonPath page = list("").jsonPath();
        assertThat(page.getList("tokens")).hasSize(1000);
        assertThat(page.getString("continuationToken")).isNull();
    }

    @Test
    void deletesATokenOnceAndAnswersTheSameAgain() {
        Response created = create("{\"name\":\"ci\"}");

        assertThat(delete(id(created).toUpperCase(Locale.ROOT)).statusCode()).isEqualTo(204);
        assertThat(as(value(created)).get("/api/user").statusCode()).isEqualTo(401);
        assertThat(delete(id(created)).statusCode()).isEqualTo(204);

        assertThat(list("?filter=all").jsonPath().getList("tokens")).isEmpty();
        assertThat(Database.count("audit_event where action = 'token-revoked' and organization_id = ?", acme.id()))
                .isEqualTo(1);
    }

    @Test
    void findsNoTokenThatIsNotOneOfTheOrganization() {
        Organization other = Rows.organization(unique("other"), "Other");

        for (String id : List.of(
                "1",
                UUID.randomUUID().toString(),
                tokenId(admin.token()),
                tokenId(Rows.organizationToken(other, "ci")),
                tokenId(Rows.teamToken(acme, "platform", "team")))) {
            assertThat(delete(id).asString())
                    .isEqualTo("{\"code\":404,\"message\":\"Not Found: Token '" + id + "' not found\"}");
        }
    }

    @Test
    void recordsWhatHappenedWithTheReasonOfTheCaller() {
        String roleId = Role.BILLING_MANAGER.idIn(acme.id()).toString();
        Response created = as(admin.token())
                .contentType("application/json")
                .body("{\"name\":\"ci\",\"roleID\":\"" + roleId + "\"}")
                .queryParam("reason", " for the pipeline ")
                .post("/api/orgs/{org}/tokens", acme.login());
        Response deleted = as(admin.token())
                .queryParam("reason", "TICKET-1 \u00e4")
                .delete("/api/orgs/{org}/tokens/{id}", acme.login(), id(created));

        assertThat(event("token-created", "description"))
                .isEqualTo(
                        "Created the organization token 'ci' with the role Billing Manager. Reason: for the pipeline");
        assertThat(event("token-created", "request_id")).isEqualTo(created.header("X-Pulumi-Request-ID"));
        assertThat(event("token-revoked", "description"))
                .isEqualTo("Deleted the organization token 'ci'. Reason: TICKET-1 \u00e4");
        assertThat(event("token-revoked", "request_id")).isEqualTo(deleted.header("X-Pulumi-Request-ID"));
        for (String action : List.of("token-created", "token-revoked")) {
            assertThat(event(action, "subject_id::text")).isEqualTo(id(created));
            assertThat(event(action, "actor_id::text")).isEqualTo(admin.id().toString());
            assertThat(event(action, "token_id::text")).isEqualTo(tokenId(admin.token()));
            assertThat(event(action, "address")).isEqualTo("127.0.0.1");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"%00", "a%0Ab", "%1b"})
    void refusesAReasonThatNoRecordCanHave(String encoded) {
        assertRefused(
                as(admin.token())
                        .urlEncodingEnabled(false)
                        .contentType("application/json")
                        .body("{\"name\":\"ci\"}")
                        .post("/api/orgs/" + acme.login() + "/tokens?reason=" + encoded),
                "reason must have at most 1024 characters, none of them a control character");
    }

    private String event(String action, String column) {
        return Database.value(
                String.class,
                "select " + column + " from audit_event where organization_id = ? and action = ?",
                acme.id(),
                action);
    }

    @Test
    void needsAVerifiedAddress() {
        Database.execute("update app_user set email_verified_at = null where id = ?", admin.id());

        assertThat(create("{\"name\":\"ci\"}").asString())
                .isEqualTo("{\"code\":403,\"message\":\"Forbidden: Only people with a verified email address can create"
                        + " organization tokens. Verify yours first.\"}");
    }

    @Test
    void letsAnAdminTokenListTokensButNeitherCreateNorDeleteThem() {
        Response created = create("{\"name\":\"ci\",\"admin\":true}");
        String forbidden =
                "{\"code\":403,\"message\":\"Forbidden: Organization tokens cannot create or delete organization"
                        + " tokens. Use a personal token.\"}";

        assertThat(as(value(created))
                        .get("/api/orgs/{org}/tokens", acme.login())
                        .jsonPath()
                        .<String>getList("tokens.name"))
                .containsExactly("ci");
        assertThat(as(value(created))
                        .contentType("application/json")
                        .body("{\"name\":\"more\"}")
                        .post("/api/orgs/{org}/tokens", acme.login())
                        .asString())
                .isEqualTo(forbidden);
        assertThat(as(value(created))
                        .delete("/api/orgs/{org}/tokens/{id}", acme.login(), id(created))
                        .asString())
                .isEqualTo(forbidden);
    }

    @Test
    void doesNotExistInIndividualOrganizations() {
        Organization own = new Organization(admin.organizationId(), admin.login());
        String refusal = "Organization tokens are not available to individual orgs";

        assertRefused(as(admin.token()).get("/api/orgs/{org}/tokens", own.login()), refusal);
        assertRefused(create(admin, own, "{\"name\":\"ci\"}"), refusal);
        assertRefused(as(admin.token()).delete("/api/orgs/{org}/tokens/{id}", own.login(), UUID.randomUUID()), refusal);
    }

    @Test
    void endsWithTheTokenThatCreatedIt() {
        String secret = Rows.personalToken(admin.id());
        long end = now() + DAY;
        Database.execute(
                "update access_token set audited = true, expires_at = to_timestamp(?) where id::text = ?",
                end,
                tokenId(secret));
        Response created = create(secret, "{\"name\":\"ci\"}");

        assertThat(list("").jsonPath().getLong("tokens[0].expires")).isEqualTo(end);
        assertThat(create(secret, "{\"name\":\"later\",\"expires\":" + (end + 1) + "}")
                        .jsonPath()
                        .getString("message"))
                .startsWith("Bad Request: expires must be at most " + end);
        assertThat(Database.value(Boolean.class, "select audited from access_token where id::text = ?", id(created)))
                .isTrue();
        as(admin.token())
                .delete("/api/user/tokens/{id}", tokenId(secret))
                .then()
                .statusCode(204);

        assertThat(as(value(created)).get("/api/user").statusCode()).isEqualTo(401);
        assertThat(event("token-revoked", "description"))
                .isEqualTo("Deleted the organization token 'ci'. It ended with the token that created it");
    }

    @Test
    void worksAfterThePersonWhoCreatedItHasLeftTheOrganizationOrHasNoAccountAnyMore() {
        Person root = Rows.person("Root");
        Database.execute("update app_user set site_admin = true where id = ?", root.id());
        Rows.join(root.id(), acme.id(), "admin");
        String token = value(create("{\"name\":\"ci\"}"));

        for (String path : List.of("/api/orgs/" + acme.login() + "/members/", "/api/admin/users/")) {
            assertThat(as(root.token()).delete(path + admin.login()).statusCode())
                    .isEqualTo(204);

            assertThat(as(token).get("/api/orgs/{org}/members", acme.login()).statusCode())
                    .as(path)
                    .isEqualTo(200);
            assertThat(as(root.token())
                            .get("/api/orgs/{org}/tokens", acme.login())
                            .jsonPath()
                            .<String>getList("tokens.createdBy"))
                    .containsExactly(admin.login());
        }
    }

    @Test
    void isNeverCreatedWithATokenThatIsDeletedAtTheSameTime() throws Exception {
        for (int round = 0; round < 20; round++) {
            String name = "ci" + round;
            String secret = Rows.personalToken(admin.id());

            List<Integer> statuses = AtOnce.call(List.of(
                    () -> create(secret, "{\"name\":\"" + name + "\"}").statusCode(),
                    () -> as(admin.token())
                            .delete("/api/user/tokens/{id}", tokenId(secret))
                            .statusCode()));

            assertThat(statuses.get(0)).isIn(200, 401);
            assertThat(statuses.get(1)).isEqualTo(204);
            assertThat(Database.count("access_token where minted_by::text = ? and revoked_at is null", tokenId(secret)))
                    .isZero();
        }
    }

    @Test
    void needsTokensThatExpireSoonEnoughWhereTheOrganizationSaysSo() {
        Database.execute("update organization set max_access_token_expiry_days = 30 where id = ?", acme.id());
        Database.execute(
                "update access_token set expires_at = now() + interval '29 days' where user_id = ?", admin.id());
        // The pages have no token that could end before.
        for (String expires : List.of("", ",\"expires\":0", ",\"expires\":" + (now() + 31 * DAY))) {
            Response refused = create("{\"name\":\"ci\"" + expires + "}");
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(refused.jsonPath().getString("message"))
                    .matches("Bad Request: expires must be at most [0-9]+, because the organization '" + acme.login()
                            + "' accepts only access tokens that expire within 30 days\\.");
        }

        Response created = create("{\"name\":\"ci\",\"expires\":" + (now() + 28 * DAY) + "}");

        assertThat(created.statusCode()).isEqualTo(200);
        assertThat(as(value(created)).get("/api/orgs/{org}", acme.login()).statusCode())
                .isEqualTo(200);
        Database.execute("update organization set max_access_token_expiry_days = 27 where id = ?", acme.id());
        assertThat(as(value(created)).get("/api/orgs/{org}", acme.login()).asString())
                .isEqualTo("{\"code\":403,\"message\":\"The `" + acme.login()
                        + "` organization enforces a max access token"
                        + " expiry of `27` days that your current token does not meet. Please generate a new token with a"
                        + " TTL meeting your org's threshold to perform this request.\"}");
        // Says who the token is all the same.
        assertThat(as(value(created)).get("/api/user").statusCode()).isEqualTo(200);
    }

    @Test
    void listsWhatTheFilterAndTheSearchAskFor() {
        create("{\"name\":\"ci-website\",\"description\":\"Deploys\"}");
        create("{\"name\":\"Backup\",\"description\":\"for CI\",\"expires\":" + (now() + DAY) + "}");
        create("{\"name\":\"expired\",\"expires\":" + (now() + 2 * DAY) + "}");
        Database.execute(
                "update access_token set expires_at = now() - interval '1 second' where name = 'expired'"
                        + " and organization_id = ?",
                acme.id());
        Rows.teamToken(acme, "platform", "ci-of-a-team");

        assertThat(names("")).containsExactly("Backup", "ci-website");
        assertThat(names("?filter=expired")).containsExactly("expired");
        assertThat(names("?filter=all")).containsExactly("expired", "Backup", "ci-website");
        assertThat(names("?search=CI")).containsExactly("Backup", "ci-website");
        assertThat(names("?search=ci-")).containsExactly("ci-website");
        assertThat(names("?search=%25")).isEmpty();
        assertThat(names("?sortBy=name")).containsExactly("Backup", "ci-website");
        assertThat(names("?sortBy=name&sortDirection=desc")).containsExactly("ci-website", "Backup");
        assertThat(names("?sortBy=expires&filter=all")).containsExactly("expired", "Backup", "ci-website");
        assertThat(names("?sortDirection=asc")).containsExactly("ci-website", "Backup");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "filter= | filter must be 'active', 'expired' or 'all'",
                "sortBy=Name | sortBy must be 'name', 'created', 'lastUsed' or 'expires'",
                "sortDirection=up | sortDirection must be 'asc' or 'desc'",
                "maxResults=0 | Invalid continuationToken or maxResults value.",
                "maxResults=x | Invalid continuationToken or maxResults value.",
                "continuationToken= | Invalid continuationToken or maxResults value.",
                "show_expired=true | This operation has no parameter 'show_expired'. It has continuationToken, filter,"
                        + " maxResults, search, sortBy, sortDirection."
            })
    void refusesAnyOtherParameter(String query, String sentence) {
        assertRefused(list("?" + query), sentence);
    }

    @Test
    void givesEveryTokenOnceOverPages() {
        IntStream.range(0, 5).forEach(i -> create("{\"name\":\"ci" + i + "\"}"));
        Organization other = Rows.organization(unique("other"), "Other");
        Rows.join(admin.id(), other.id(), "admin");

        for (String order : List.of("created", "name", "lastUsed", "expires")) {
            List<String> seen = new ArrayList<>();
            String next = null;
            do {
                String query = "?maxResults=2&sortBy=" + order + (next == null ? "" : "&continuationToken=" + next);
                JsonPath page = list(query).jsonPath();
                seen.addAll(page.getList("tokens.name"));
                next = page.getString("continuationToken");
                if (next != null) {
                    assertRefused(
                            as(admin.token())
                                    .get("/api/orgs/" + other.login() + "/tokens?sortBy=" + order
                                            + "&continuationToken=" + next),
                            "Invalid continuationToken or maxResults value.");
                }
            } while (next != null);
            assertThat(seen).containsExactlyInAnyOrder("ci0", "ci1", "ci2", "ci3", "ci4");
        }
    }

    private List<String> names(String query) {
        Response response = list(query);
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(200);
        return response.jsonPath().getList("tokens.name");
    }

    private static void verify(Person person) {
        Database.execute(
                "update app_user set email = ?, email_verified_at = now() where id = ?",
                unique("person") + "@example.com",
                person.id());
    }

    private static long now() {
        return Instant.now().getEpochSecond();
    }

    private Response list(String query) {
        return as(admin.token()).urlEncodingEnabled(false).get("/api/orgs/" + acme.login() + "/tokens" + query);
    }

    private Response create(String body) {
        return create(admin, acme, body);
    }

    private Response create(String secret, String body) {
        return as(secret)
                .contentType("application/json")
                .body(body.getBytes(StandardCharsets.UTF_8))
                .post("/api/orgs/{org}/tokens", acme.login());
    }

    private static Response create(Person person, Organization organization, String body) {
        return as(person.token())
                .contentType("application/json")
                .body(body.getBytes(StandardCharsets.UTF_8))
                .post("/api/orgs/{org}/tokens", organization.login());
    }

    private Response delete(String id) {
        // The provider says that it sends JSON, and sends nothing.
        return as(admin.token())
                .contentType("application/json")
                .delete("/api/orgs/{org}/tokens/{id}", acme.login(), id);
    }

    private static RequestSpecification as(String secret) {
        return given().header("Authorization", "token " + secret);
    }

    private static String id(Response created) {
        return created.jsonPath().getString("id");
    }

    private static String value(Response created) {
        return created.jsonPath().getString("tokenValue");
    }

    private static String tokenId(String secret) {
        return Database.value(UUID.class, "select id from access_token where secret_hash = sha256(?::bytea)", secret)
                .toString();
    }

    private static void assertRefused(Response response, String sentence) {
        assertThat(response.asString()).isEqualTo("{\"code\":400,\"message\":\"Bad Request: " + sentence + "\"}");
    }

    private static void assertConflict(Response response, String sentence) {
        assertThat(response.asString()).isEqualTo("{\"code\":409,\"message\":\"Conflict: " + sentence + "\"}");
    }
}
