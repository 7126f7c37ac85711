package dev.rollcall.stack;

import static dev.rollcall.testing.Rows.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.rollcall.testing.Database;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Organization;
import dev.rollcall.testing.Rows.Person;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class StackResourceTest {

    private final Person ada = Rows.person("Ada Example");
    private final Organization acme = Rows.organization(unique("acme"), "Acme");

    @Test
    void showsWhatIsKnownOfAStack() {
        UUID fresh = Rows.stack(ada.organizationId(), "website", "dev");

        assertThat(list(Map.of()).asString()).isEqualTo("""
                        {"stacks":[{"id":"%s","orgName":"%s","projectName":"website","stackName":"dev",\
                        "links":{"self":"http://localhost:8080/%s/website/dev"}}]}""".formatted(fresh, ada.login(), ada.login()));

        Database.execute(
                "update stack set last_update = ?, resource_count = 0 where id = ?",
                Timestamp.from(Instant.ofEpochSecond(1_700_000_000, 999_000_000)),
                fresh);
        assertThat(list(Map.of()).asString()).isEqualTo("""
                        {"stacks":[{"id":"%s","orgName":"%s","projectName":"website","stackName":"dev",\
                        "lastUpdate":1700000000,"resourceCount":0,\
                        "links":{"self":"http://localhost:8080/%s/website/dev"}}]}""".formatted(fresh, ada.login(), ada.login()));

        Database.execute("update stack set last_update = 'epoch' where id = ?", fresh);
        assertThat(list(Map.of()).jsonPath().getLong("stacks[0].lastUpdate")).isZero();
    }

    @Test
    void showsThatAnUpdateIsInProgressUntilItsLeaseEnds() {
        UUID stack = Rows.stack(ada.organizationId(), "website", "dev");
        Database.execute(
                "update stack set last_update = to_timestamp(1700000000), lease_until = now() + interval '5 minutes' where id = ?",
                stack);
        assertThat(list(Map.of()).jsonPath().getLong("stacks[0].lastUpdate")).isZero();

        Database.execute("update stack set lease_until = now() - interval '1 second' where id = ?", stack);
        assertThat(list(Map.of()).jsonPath().getLong("stacks[0].lastUpdate")).isEqualTo(1_700_000_000);
    }

    @Test
    void opensNoStackToATeamTokenThatWasGrantedToTheAccountOfAllTokens() {
        String team = Rows.teamToken(acme, "platform", "ci");
        String organization = Rows.organizationToken(acme, "deploy");
        UUID stack = Rows.stack(acme.id(), "website", "dev");
        Rows.grantToUser(stack, Rows.serviceAccount(acme), "admin");

        assertThat(listed(organization)).containsExactly(stack.toString());
        assertThat(listed(team)).isEmpty();
    }

    private static List<String> listed(String token) {
        return given().header("Authorization", "token " + token)
                .get("/api/user/stacks")
                .jsonPath()
                .getList("stacks.id");
    }

    @Test
    void isEmptyWithoutATokenForWhoReachesNothing() {
        Rows.stack(acme.id(), "website", "dev");

        assertThat(list(Map.of()).asString()).isEqualTo("{\"stacks\":[]}");
    }

    @Test
    void opensEveryStackToAnAdmin() {
        UUID stack = Rows.stack(acme.id(), "website", "dev");
        Rows.join(ada.id(), acme.id(), "admin");

        assertThat(ids(Map.of())).containsExactly(stack);
    }

    @ParameterizedTest
    @ValueSource(strings = {"read", "write", "admin"})
    void opensEveryStackToMembersWhereTheOrganizationSaysSo(String permission) {
        UUID stack = Rows.stack(acme.id(), "website", "dev");
        Rows.join(ada.id(), acme.id(), "member");
        assertThat(ids(Map.of())).isEmpty();

        Rows.openToMembers(acme.id(), permission);

        assertThat(ids(Map.of())).containsExactly(stack);
    }

    @Test
    void opensNoStackToABillingManagerOrAStrangerOrASiteAdministratorByItself() {
        Rows.stack(acme.id(), "website", "dev");
        Rows.openToMembers(acme.id(), "admin");
        assertThat(ids(Map.of())).isEmpty();

        Rows.join(ada.id(), acme.id(), "billing-manager");
        Database.execute("update app_user set site_admin = true where id = ?", ada.id());

        assertThat(ids(Map.of())).isEmpty();
    }

    @Test
    void opensAStackThatWasGrantedToThePersonMemberOrNot() {
        UUID stack = Rows.stack(acme.id(), "website", "dev");
        Rows.stack(acme.id(), "website", "production");
        Rows.grantToUser(stack, ada.id(), "read");

        assertThat(ids(Map.of())).containsExactly(stack);
        Rows.join(ada.id(), acme.id(), "member");
        assertThat(ids(Map.of())).containsExactly(stack);
    }

    @Test
    void opensAStackThatWasGrantedToATeamForAsLongAsThePersonIsAMember() {
        UUID stack = Rows.stack(acme.id(), "website", "dev");
        UUID team = Rows.team(acme.id());
        Rows.grantToTeam(stack, team, "write");
        Rows.join(ada.id(), acme.id(), "member");
        assertThat(ids(Map.of())).isEmpty();

        Rows.joinTeam(ada.id(), team);
        assertThat(ids(Map.of())).containsExactly(stack);

        Database.execute("delete from membership where user_id = ? and organization_id = ?", ada.id(), acme.id());
        assertThat(ids(Map.of())).isEmpty();
    }

    @Test
    void opensToACustomRoleWhatWasGrantedToItInsteadOfWhatEveryMemberMay() {
        UUID stack = Rows.stack(acme.id(), "website", "dev");
        Rows.stack(acme.id(), "website", "production");
        UUID role = Rows.role(acme.id());
        Rows.grantToRole(stack, role, "admin");
        Rows.openToMembers(acme.id(), "read");
        Rows.join(ada.id(), acme.id(), "member");
        assertThat(ids(Map.of())).hasSize(2);

        Rows.hold(ada.id(), acme.id(), role);

        assertThat(ids(Map.of())).containsExactly(stack);
    }

    @Test
    void givesNothingForAGrantOfNothingAndTakesNothingForItEither() {
        UUID stack = Rows.stack(acme.id(), "website", "dev");
        UUID team = Rows.team(acme.id());
        Rows.join(ada.id(), acme.id(), "member");
        Rows.joinTeam(ada.id(), team);
        Rows.grantToUser(stack, ada.id(), "none");
        assertThat(ids(Map.of())).isEmpty();

        Rows.grantToTeam(stack, team, "read");

        assertThat(ids(Map.of())).containsExactly(stack);
    }

    @Test
    void showsAStackOnceThatIsOpenInEveryWay() {
        UUID stack = Rows.stack(acme.id(), "website", "dev");
        UUID team = Rows.team(acme.id());
        Rows.join(ada.id(), acme.id(), "admin");
        Rows.openToMembers(acme.id(), "read");
        Rows.joinTeam(ada.id(), team);
        Rows.grantToTeam(stack, team, "read");
        Rows.grantToUser(stack, ada.id(), "write");

        assertThat(ids(Map.of())).containsExactly(stack);
    }

    @Test
    void opensToAMachineWhatMembersMayAndWhatItsTeamMay() {
        UUID granted = Rows.stack(acme.id(), "website", "dev");
        UUID other = Rows.stack(acme.id(), "website", "production");
        String organizationToken = Rows.organizationToken(acme, "deploy");
        String teamToken = Rows.teamToken(acme, "platform", "ci");
        UUID team = Database.value(UUID.class, "select id from team where organization_id = ?", acme.id());
        Rows.grantToTeam(granted, team, "read");

        assertThat(ids(organizationToken, Map.of())).isEmpty();
        assertThat(ids(teamToken, Map.of())).containsExactly(granted);

        Database.execute(
                "update access_token set admin = true where name = 'deploy' and organization_id = ?", acme.id());
        assertThat(ids(organizationToken, Map.of())).containsExactlyInAnyOrder(granted, other);
        assertThat(ids(teamToken, Map.of())).containsExactly(granted);

        Rows.openToMembers(acme.id(), "read");
        assertThat(ids(teamToken, Map.of())).containsExactlyInAnyOrder(granted, other);
    }

    @Test
    void leavesOutAnOrganizationThatDoesNotAcceptTheToken() {
        Organization strict = Rows.organization(unique("strict"), "Strict");
        UUID own = Rows.stack(ada.organizationId(), "website", "dev");
        UUID open = Rows.stack(acme.id(), "website", "dev");
        Rows.join(ada.id(), acme.id(), "admin");
        Rows.join(ada.id(), strict.id(), "member");
        Rows.openToMembers(strict.id(), "read");
        UUID stack = Rows.stack(strict.id(), "website", "dev");
        Rows.grantToUser(stack, ada.id(), "read");
        UUID team = Rows.team(strict.id());
        Rows.joinTeam(ada.id(), team);
        Rows.grantToTeam(stack, team, "read");
        String machine = Rows.teamToken(strict, "platform", "ci");
        limit(strict, 30);

        assertThat(ids(Map.of())).containsExactlyInAnyOrder(own, open);
        assertThat(ids(Map.of("organization", acme.login()))).containsExactly(open);
        String refusal =
                "{\"code\":403,\"message\":\"The `" + strict.login() + "` organization enforces a max access token"
                        + " expiry of `30` days that your current token does not meet. Please generate a new token with a TTL"
                        + " meeting your org's threshold to perform this request.\"}";
        assertThat(given().header("Authorization", ada.authorization())
                        .get("/api/user/stacks?organization=" + strict.login().toUpperCase(Locale.ROOT))
                        .asString())
                .isEqualTo(refusal);
        assertThat(given().header("Authorization", "token " + machine)
                        .get("/api/user/stacks")
                        .asString())
                .isEqualTo(refusal);

        Database.execute("update access_token set expires_at = now() + interval '29 days' where user_id = ?", ada.id());
        assertThat(ids(Map.of())).containsExactlyInAnyOrder(own, open, stack);
        limit(strict, 28);
        assertThat(ids(Map.of())).containsExactlyInAnyOrder(own, open);
    }

    @Test
    void doesNotTellStrangersThatAnOrganizationLimitsTokens() {
        limit(acme, 30);

        assertThat(ids(Map.of("organization", acme.login()))).isEmpty();
    }

    private static void limit(Organization organization, int days) {
        Database.execute(
                "update organization set max_access_token_expiry_days = ? where id = ?", days, organization.id());
    }

    @Test
    void leavesOutAnOrganizationThatDoesNotAcceptTheTokenOfACustomRole() {
        Rows.join(ada.id(), acme.id(), "member");
        UUID role = Rows.role(acme.id());
        Rows.hold(ada.id(), acme.id(), role);
        UUID stack = Rows.stack(acme.id(), "website", "dev");
        Rows.grantToRole(stack, role, "read");
        assertThat(ids(Map.of("roleID", role.toString()))).containsExactly(stack);

        limit(acme, 30);

        assertThat(ids(Map.of("roleID", role.toString()))).isEmpty();
        assertThat(ids(Map.of())).isEmpty();
    }

    @Test
    void filtersByOrganizationInAnyCase() {
        Rows.stack(ada.organizationId(), "website", "dev");
        Rows.join(ada.id(), acme.id(), "admin");
        UUID stack = Rows.stack(acme.id(), "website", "dev");

        assertThat(ids(Map.of("organization", acme.login().toUpperCase(Locale.ROOT))))
                .containsExactly(stack);
        assertThat(ids(Map.of("organization", unique("nowhere")))).isEmpty();
        assertThat(ids(Map.of("organization", ""))).isEmpty();

        String kelvin = unique("kelvin");
        Organization other = Rows.organization(kelvin, "Kelvin");
        Rows.join(ada.id(), other.id(), "admin");
        Rows.stack(other.id(), "website", "dev");
        assertThat(ids(Map.of("organization", kelvin))).hasSize(1);
        assertThat(ids(Map.of("organization", kelvin.replaceFirst("k", "\u212a"))))
                .isEmpty();
    }

    @Test
    void filtersByProject() {
        UUID stack = Rows.stack(ada.organizationId(), "website", "dev");
        Rows.stack(ada.organizationId(), "database", "dev");

        assertThat(ids(Map.of("project", "website"))).containsExactly(stack);
        assertThat(ids(Map.of("project", "web"))).isEmpty();
    }

    @Test
    void filtersByProjectInAnyCaseOfItsAsciiLetters() {
        UUID stack = Rows.stack(ada.organizationId(), "Kiosk", "dev");

        assertThat(ids(Map.of("project", "kiosk"))).containsExactly(stack);
        assertThat(ids(Map.of("project", "KIOSK"))).containsExactly(stack);
        assertThat(ids(Map.of("project", "\u212aiosk"))).isEmpty();
        assertThat(ids(Map.of("project", "k\u0131osk"))).isEmpty();
    }

    @Test
    void findsNoOrganizationByLettersThatOnlyLookLikeAscii() {
        Organization kiosk = Rows.organization(unique("kiosk"), "Kiosk");
        Rows.join(ada.id(), kiosk.id(), "admin");
        UUID stack = Rows.stack(kiosk.id(), "website", "dev");

        assertThat(ids(Map.of("organization", kiosk.login()))).containsExactly(stack);
        assertThat(ids(Map.of("organization", kiosk.login().replace('k', '\u212a'))))
                .isEmpty();
    }

    @Test
    void filtersByTagWithAnyValueWithAValueAndWithTheEmptyValue() {
        UUID production = Rows.stack(ada.organizationId(), "website", "production");
        UUID empty = Rows.stack(ada.organizationId(), "website", "dev");
        UUID untagged = Rows.stack(ada.organizationId(), "website", "test");
        Rows.tag(production, "pulumi:runtime", "go");
        Rows.tag(empty, "pulumi:runtime", "");
        Rows.tag(untagged, "other", "go");

        assertThat(ids(Map.of("tagName", "pulumi:runtime"))).containsExactlyInAnyOrder(production, empty);
        assertThat(ids(Map.of("tagName", "pulumi:runtime", "tagValue", "go"))).containsExactly(production);
        assertThat(ids(Map.of("tagName", "pulumi:runtime", "tagValue", ""))).containsExactly(empty);
        assertThat(ids(Map.of("tagName", "", "tagValue", "go"))).isEmpty();
        assertThat(ids(Map.of("tagName", "pulumi:runtime", "tagValue", "go", "project", "website")))
                .containsExactly(production);
        assertThat(ids(Map.of("tagName", "pulumi:runtime", "tagValue", "go", "project", "other")))
                .isEmpty();
    }

    @Test
    void filtersByARoleOfTheCaller() {
        UUID role = Rows.role(acme.id());
        Rows.join(ada.id(), acme.id(), "member");
        Rows.hold(ada.id(), acme.id(), role);
        UUID opened = Rows.stack(acme.id(), "website", "dev");
        Rows.grantToRole(opened, role, "read");
        Rows.grantToUser(Rows.stack(acme.id(), "website", "production"), ada.id(), "admin");
        Rows.stack(ada.organizationId(), "website", "dev");

        assertThat(ids(Map.of("roleID", role.toString()))).containsExactly(opened);
        assertThat(ids(Map.of("roleID", role.toString(), "project", "none"))).isEmpty();
    }

    @Test
    void doesNotFindARoleThatTheCallerDoesNotHold() {
        Rows.join(ada.id(), acme.id(), "admin");
        String role = Rows.role(acme.id()).toString();

        for (String id : List.of(role, UUID.randomUUID().toString(), "", "admin", "%00")) {
            Response answer = list(ada.token(), Map.of("roleID", id));
            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(answer.asString())
                    .isEqualTo("{\"code\":404,\"message\":\"Not Found: Role '" + id + "' not found\"}");
        }
    }

    @Test
    void refusesATagValueWithoutATagName() {
        assertThat(list(ada.token(), Map.of("tagValue", "")).asString())
                .isEqualTo("{\"code\":400,\"message\":\"Bad Request: tagValue needs a tagName\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "", "ten", "1.5"})
    void refusesASizeThatIsNoPositiveNumber(String size) {
        assertThat(list(ada.token(), Map.of("maxResults", size)).statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5-", "nonsense", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
    void refusesAContinuationTokenThatItDidNotGiveOut(String token) {
        Response answer = list(ada.token(), Map.of("continuationToken", token));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.asString())
                .isEqualTo("{\"code\":400,\"message\":\"Bad Request: Invalid continuation token\"}");
    }

    @Test
    void refusesAContinuationTokenOfAnotherQuestion() {
        Rows.stack(ada.organizationId(), "website", "dev");
        Rows.stack(ada.organizationId(), "website", "production");
        String token =
                list(Map.of("maxResults", "1", "project", "website")).jsonPath().getString("continuationToken");

        assertThat(list(ada.token(), Map.of("continuationToken", token)).statusCode())
                .isEqualTo(400);
        assertThat(ids(Map.of("continuationToken", token, "project", "website")))
                .hasSize(1);
    }

    @Test
    void takesAContinuationTokenWithTheSameNamesInAnyCase() {
        Rows.stack(ada.organizationId(), "website", "dev");
        Rows.stack(ada.organizationId(), "website", "production");
        String token = list(Map.of("maxResults", "1", "organization", ada.login(), "project", "website"))
                .jsonPath()
                .getString("continuationToken");

        assertThat(ids(Map.of(
                        "continuationToken",
                        token,
                        "organization",
                        ada.login().toUpperCase(Locale.ROOT),
                        "project",
                        "WebSite")))
                .hasSize(1);
    }

    @Test
    void refusesAContinuationTokenOfAnotherPerson() {
        Rows.stack(ada.organizationId(), "website", "dev");
        Rows.stack(ada.organizationId(), "website", "production");
        String token = list(Map.of("maxResults", "1")).jsonPath().getString("continuationToken");

        assertThat(list(Rows.person("Grace Example").token(), Map.of("continuationToken", token))
                        .asString())
                .isEqualTo("{\"code\":400,\"message\":\"Bad Request: Invalid continuation token\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "organization=%00",
                "project=a%00b",
                "tagName=%00",
                "tagName=a&tagValue=%00",
                "project=%ED%A0%80",
                "project=%F0%9F%92%A9",
                "organization=%25&project='%20or%201=1--",
                "project=a&project=b"
            })
    void findsNothingByWhatCannotBe(String query) {
        Rows.stack(ada.organizationId(), "website", "dev");

        given().urlEncodingEnabled(false)
                .header("Authorization", ada.authorization())
                .get("/api/user/stacks?" + query)
                .then()
                .statusCode(200)
                .body(equalTo("{\"stacks\":[]}"));
    }

    @Test
    void givesEveryStackOnceOverPagesOfAnySize() {
        List<UUID> stacks = new ArrayList<>();
        Rows.join(ada.id(), acme.id(), "admin");
        for (int i = 0; i < 5; i++) {
            stacks.add(Rows.stack(ada.organizationId(), "website", "stack" + i));
            stacks.add(Rows.stack(acme.id(), "website", "stack" + i));
        }
        for (int size : List.of(1, 3, 5, 9, 10, 11, 1000)) {
            assertThat(all(size, page -> {})).containsExactlyInAnyOrderElementsOf(stacks);
        }
    }

    @Test
    void omitsTheContinuationTokenOnTheLastPageAlsoWhenItIsFull() {
        Rows.stack(ada.organizationId(), "website", "dev");
        Rows.stack(ada.organizationId(), "website", "production");

        assertThat(list(Map.of("maxResults", "1")).jsonPath().getString("continuationToken"))
                .isNotEmpty();
        assertThat(list(Map.of("maxResults", "2")).jsonPath().getMap("").keySet())
                .isEqualTo(Set.of("stacks"));
    }

    @Test
    void losesAndDoublesNoStackWhileThingsChangeBetweenPages() {
        Rows.join(ada.id(), acme.id(), "admin");
        List<UUID> stacks = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            stacks.add(Rows.stack(i % 2 == 0 ? acme.id() : ada.organizationId(), "website", "stack" + i));
        }
        List<UUID> removed = new ArrayList<>();

        List<UUID> found = all(3, page -> {
            Rows.stack(acme.id(), "website", "new" + page);
            UUID victim = stacks.get(page * 5 % stacks.size());
            if (!removed.contains(victim)) {
                Database.execute("delete from stack where id = ?", victim);
                removed.add(victim);
            }
            Database.execute(
                    "update stack set name = name || '-' || ?, project = 'aaa' where id = ?", page, stacks.get(page));
            Database.execute("update owner_name set name = ? where organization_id = ?", unique("renamed"), acme.id());
        });

        assertThat(found).doesNotHaveDuplicates();
        assertThat(removed).hasSizeGreaterThan(3);
        stacks.removeAll(removed);
        assertThat(found).containsAll(stacks);
    }

    @Test
    void leavesOutAnOrganizationThatTheCallerLostBetweenPages() {
        UUID own = Rows.stack(ada.organizationId(), "website", "dev");
        Rows.join(ada.id(), acme.id(), "admin");
        for (int i = 0; i < 6; i++) {
            Rows.stack(acme.id(), "website", "stack" + i);
        }

        List<UUID> found = all(
                1,
                page -> Database.execute(
                        "delete from membership where user_id = ? and organization_id = ?", ada.id(), acme.id()));

        // The first page was either the caller's own stack or one that was open then.
        assertThat(found).contains(own).hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void answersNobodyWith401() {
        given().get("/api/user/stacks").then().statusCode(401);
    }

    private List<UUID> all(int size, Consumer<Integer> afterEachPage) {
        List<UUID> found = new ArrayList<>();
        Map<String, String> query = new HashMap<>(Map.of("maxResults", Integer.toString(size)));
        for (int page = 0; page < 100; page++) {
            Response answer = list(query);
            found.addAll(idsOf(answer));
            String next = answer.jsonPath().getString("continuationToken");
            if (next == null) {
                return found;
            }
            query.put("continuationToken", next);
            afterEachPage.accept(page);
        }
        throw new AssertionError("The pages do not end");
    }

    private List<UUID> ids(Map<String, String> query) {
        return idsOf(list(query));
    }

    private static List<UUID> ids(String token, Map<String, String> query) {
        Response answer = list(token, query);
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
        return idsOf(answer);
    }

    private static List<UUID> idsOf(Response answer) {
        return answer.jsonPath().<String>getList("stacks.id").stream()
                .map(UUID::fromString)
                .toList();
    }

    private Response list(Map<String, String> query) {
        Response answer = list(ada.token(), query);
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
        return answer;
    }

    private static Response list(String token, Map<String, String> query) {
        RequestSpecification request = given().header("Authorization", "token " + token);
        return request.queryParams(query).get("/api/user/stacks");
    }
}
