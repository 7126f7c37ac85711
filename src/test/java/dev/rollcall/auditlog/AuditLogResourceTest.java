package dev.rollcall.auditlog;

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
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class AuditLogResourceTest {

    private static final long NOON =
            OffsetDateTime.of(2026, 3, 9, 12, 0, 0, 0, ZoneOffset.UTC).toEpochSecond();

    private final Person ada = Rows.person("Ada Example");
    private final Person grace = Rows.person("Grace Example");
    private final Organization acme = Rows.organization(unique("Acme"), "Acme Corporation");

    /** The ids of events rise with each one, and so decide the order within a second. */
    private final long ids = UUID.randomUUID().getMostSignificantBits();

    private int count;

    @BeforeEach
    void join() {
        Rows.join(ada.id(), acme.id(), "admin");
    }

    @Test
    void showsWhatACallDid() {
        Database.execute("update access_token set description = 'Laptop' where user_id = ?", ada.id());
        Response change = given().header("Authorization", ada.authorization())
                .contentType("application/json")
                .body("{\"setMembersCanCreateTeams\":true}")
                .patch("/api/orgs/{org}", acme.login());
        assertThat(change.statusCode()).isEqualTo(200);
        JsonPath page = list("v2").jsonPath();

        String token = Database.value(UUID.class, "select id from access_token where user_id = ?", ada.id())
                .toString();
        long timestamp = page.getLong("auditLogEvents[0].timestamp");
        assertThat(list("v2").asString())
                .isEqualTo("""
                        {"auditLogEvents":[{"timestamp":%d,"sourceIP":"127.0.0.1","event":"organization-settings-changed",\
                        "description":"Changed the settings of organization '%s': membersCanCreateTeams true","user":{"name":"Ada Example",\
                        "githubLogin":"%s","avatarUrl":"http://localhost:8080/avatars/%s.svg"},"tokenID":"%s",\
                        "tokenName":"Laptop","reqOrgAdmin":true}]}""".formatted(timestamp, acme.login(), ada.login(), ada.id(), token));
        assertThat(timestamp).isCloseTo(Instant.now().getEpochSecond(), Offset.offset(60L));
        assertThat(export("v2/export?format=cef").asString())
                .contains("requestID=" + change.header("X-Pulumi-Request-ID"), "src=127.0.0.1");
    }

    @ParameterizedTest
    @CsvSource({
        "organization-settings-changed, true",
        "member-role-changed, true",
        "organization-invite-sent, true",
        "team-deleted, true",
        "team-created, ",
        "team-member-added, ",
        "organization-invite-accepted, ",
        "organization-invite-canceled, "
    })
    void saysWhatOnlyAdminsMayDo(String event, Boolean only) {
        event(event, "A sentence", NOON);

        assertThat(list("v2").jsonPath().<Boolean>get("auditLogEvents[0].reqOrgAdmin"))
                .isEqualTo(only);
    }

    @Test
    void listsNewestFirstInPagesThatLoseAndRepeatNothing() {
        for (int i = 0; i < 5; i++) {
            event("member-added", "Event " + i, NOON + i / 2);
        }
        assertThat(all("v2", Map.of("maxResults", "2"), "continuationToken"))
                .containsExactly("Event 4", "Event 3", "Event 2", "Event 1", "Event 0");
        assertThat(all("v2", Map.of("maxResults", "5"), "continuationToken")).hasSize(5);
        assertThat(list("v2?maxResults=5").jsonPath().getString("continuationToken"))
                .isNull();
    }

    @Test
    void listsAHundredEventsUnlessTheClientWantsAnotherNumber() {
        events(101, NOON);

        assertThat(list("v2").jsonPath().getList("auditLogEvents")).hasSize(100);
    }

    @Test
    void selectsWholeSecondsByBothBounds() {
        for (int i = 0; i < 4; i++) {
            event("member-added", "Event " + i, NOON + i);
        }
        Database.execute(
                "insert into audit_event (id, action, actor_id, address, organization_id, description, occurred_at)"
                        + " values (gen_random_uuid(), 'member-added', ?, '192.0.2.7', ?, 'Event 2.9',"
                        + " to_timestamp(?::double precision) + interval '900 milliseconds')",
                ada.id(),
                acme.id(),
                NOON + 2);

        assertThat(descriptions(list("v2?startTime=" + (NOON + 1) + "&endTime=" + (NOON + 2))))
                .containsExactly("Event 2.9", "Event 2", "Event 1");
        assertThat(descriptions(list("v2?startTime=" + (NOON + 3)))).containsExactly("Event 3");
        assertThat(descriptions(list("v2?endTime=" + NOON))).containsExactly("Event 0");
        assertThat(descriptions(list("v2?endTime=99999999999999999999"))).hasSize(5);
        assertThat(descriptions(list("v2?startTime=" + (NOON + 3) + "&endTime=" + NOON)))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"eventFilter,userFilter", "eventType,user"})
    void filtersByKindAndByPersonUnderBothNames(String kind, String person) {
        Rows.join(grace.id(), acme.id(), "admin");
        event("member-added", "By Ada", NOON);
        eventOf(grace.id(), "member-added", "By Grace", NOON + 1);
        eventOf(grace.id(), "member-removed", "Removed by Grace", NOON + 2);

        assertThat(descriptions(list("v2?" + kind + "=member-added"))).containsExactly("By Grace", "By Ada");
        String grace = this.grace.login().toUpperCase(Locale.ROOT);
        assertThat(descriptions(list("v2?" + person + "=" + grace))).containsExactly("Removed by Grace", "By Grace");
        assertThat(descriptions(list("v2?" + person + "=" + grace + "&" + kind + "=member-added")))
                .containsExactly("By Grace");
        assertThat(descriptions(list("v2?" + kind + "=stack-update-started"))).isEmpty();
        assertThat(descriptions(list("?startTime=9999999999&" + person + "=" + grace + "&" + kind + "=member-added")))
                .containsExactly("By Grace");
        assertThat(export("v2/export?" + person + "=" + grace + "&" + kind + "=member-added")
                        .asString()
                        .lines()
                        .count())
                .isEqualTo(2);
    }

    @Test
    void findsNobodyWhomTheOrganizationDoesNotKnow() {
        for (String login : List.of(grace.login(), "nobody-here", "a", "service-account:" + UUID.randomUUID())) {
            assertThat(list("v2?userFilter=" + login).asString())
                    .isEqualTo("{\"code\":404,\"message\":\"Not Found: User '" + login + "' not found\"}");
        }
        eventOf(grace.id(), "member-added", "Before she left", NOON);
        assertThat(descriptions(list("v2?userFilter=" + grace.login()))).containsExactly("Before she left");
    }

    @Test
    void showsMachinesUnderTheNamesOfTheirTokens() {
        UUID account = Rows.serviceAccount(acme);
        Database.execute(
                "insert into audit_event (id, action, actor_id, token_id, token_name, organization_id, description)"
                        + " values (gen_random_uuid(), 'member-added', ?, gen_random_uuid(), 'deploy', ?, 'By a machine')",
                account,
                acme.id());

        JsonPath event = list("v2?userFilter=service-account:" + account).jsonPath();

        assertThat(event.getString("auditLogEvents[0].user.githubLogin")).isEqualTo("service-account:" + account);
        assertThat(event.getString("auditLogEvents[0].user.name")).isEqualTo("deploy");
        assertThat(event.getString("auditLogEvents[0].actorName")).isEqualTo("deploy");
        assertThat(event.getString("auditLogEvents[0].sourceIP")).isEmpty();
    }

    @Test
    void leavesOutTheNameOfATokenThatHasNone() {
        given().header("Authorization", ada.authorization())
                .contentType("application/json")
                .body("{\"setMembersCanCreateTeams\":true}")
                .patch("/api/orgs/{org}", acme.login());

        assertThat(list("v2").asString()).contains("tokenID").doesNotContain("tokenName");
    }

    @Test
    void showsWhoIsDeletedAndWhatTheServiceDidItself() {
        eventOf(grace.id(), "member-added", "By somebody who left", NOON);
        eventOf(null, "member-removed", "By the service", NOON + 1);
        Database.execute(
                "update owner_name set user_id = null, organization_id = null, reserved_for = ?,"
                        + " reserved_until = now() + interval '1 day' where user_id = ?",
                grace.id(),
                grace.id());
        Database.execute("update app_user set state = 'deleted' where id = ?", grace.id());

        assertThat(list("v2").jsonPath().<String>getList("auditLogEvents.user.githubLogin"))
                .containsExactly("rollcall", grace.login());
        assertThat(descriptions(list("v2?userFilter=" + grace.login()))).containsExactly("By somebody who left");
        Database.execute("delete from owner_name where reserved_for = ?", grace.id());
        assertThat(list("v2").jsonPath().getString("auditLogEvents[1].user.githubLogin"))
                .isEqualTo("deleted-user:" + grace.id());
    }

    @Test
    void showsNoOrganizationTheEventsOfAnother() {
        Organization other = Rows.organization(unique("Other"), "Other");
        Rows.join(ada.id(), other.id(), "admin");
        event("member-added", "In Acme", NOON);

        assertThat(list(other.login(), "v2").jsonPath().getList("auditLogEvents"))
                .isEmpty();
        String token = page(Map.of("maxResults", "1")).getString("continuationToken");
        assertThat(token).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "v2?startTime=yesterday",
                "v2?startTime=-1",
                "v2?startTime=",
                "v2?endTime=1.5",
                "v2?eventFilter=",
                "v2?userFilter=",
                "v2?eventFilter=%00",
                "v2?eventFilter=a&eventType=b",
                "v2?userFilter=ada&user=grace",
                "v2?maxResults=0",
                "v2?continuationToken=",
                "v2?continuationToken=x",
                "v2?format=csv",
                "v2?limit=3",
                "v2/export?format=json",
                "v2/export?format=",
                "v2/export?startTime=x",
                "v2/export?continuationToken=x",
                "",
                "?startTime=x",
                "?continuationToken=x",
                "?continuationToken=",
                "?startTime=1&format=cef",
                "export",
                "export?startTime=x",
                "export?startTime=1&format=xml"
            })
    void refusesInvalidParameters(String query) {
        Response refused = list(query);

        assertThat(refused.statusCode()).as(refused.asString()).isEqualTo(400);
        assertThat(refused.jsonPath().getInt("code")).isEqualTo(400);
    }

    @Test
    void refusesATokenWithOtherFilters() {
        events(3, NOON);
        String token = page(Map.of("maxResults", "1")).getString("continuationToken");

        assertThat(list("v2?maxResults=2&continuationToken=" + token).statusCode())
                .isEqualTo(200);
        assertThat(list("v2?eventFilter=member-added&continuationToken=" + token)
                        .jsonPath()
                        .getString("message"))
                .isEqualTo("Bad Request: invalid query params: continuationToken was not made for these filters.");
        assertThat(export("v2/export?continuationToken=" + token).asString().lines())
                .hasSize(3);
    }

    @Test
    void letsOldClientsReadBackwardsFromATimeInWholeSeconds() {
        // 60 seconds with 3 events each: pages of 100 events would end in the middle of a second.
        for (int second = 0; second < 60; second++) {
            events(3, NOON + second);
        }
        JsonPath first = list("?startTime=" + (NOON + 60)).jsonPath();
        List<Long> shown = first.getList("auditLogEvents.timestamp", Long.class);

        assertThat(shown).hasSize(99).startsWith(NOON + 59).endsWith(NOON + 27);
        assertThat(first.getString("continuationToken")).isEqualTo(Long.toString(NOON + 27));
        // One client sends it as endTime instead.
        for (String parameter : List.of("continuationToken", "endTime", "startTime")) {
            JsonPath second = list("?" + parameter + "=" + (NOON + 27)).jsonPath();
            assertThat(second.getList("auditLogEvents.timestamp", Long.class))
                    .hasSize(81)
                    .startsWith(NOON + 26)
                    .endsWith(NOON);
            assertThat(second.getString("continuationToken")).isNull();
        }
        assertThat(descriptions(list("?startTime=" + NOON))).isEmpty();
    }

    @Test
    void givesOldClientsASecondWithMoreEventsThanAPageAtOnce() {
        events(1, NOON - 1);
        events(250, NOON);

        JsonPath page = list("?startTime=" + (NOON + 1)).jsonPath();

        assertThat(page.getList("auditLogEvents")).hasSize(250);
        assertThat(page.getString("continuationToken")).isEqualTo(Long.toString(NOON));
        assertThat(list("?startTime=" + (NOON + 1) + "&continuationToken=" + NOON)
                        .jsonPath()
                        .getList("auditLogEvents"))
                .hasSize(1);
    }

    @Test
    void exportsForSpreadsheetsWithoutFormulas() {
        event("member-added", "=HYPERLINK(\"https://example.com\")", NOON);
        event("member-added", "+1, and\nmore", NOON + 1);
        event("member-added", "Plain", NOON + 2);
        Database.execute("update app_user set name = '@SUM(A1)' where id = ?", ada.id());

        Response csv = export("v2/export");

        assertThat(csv.contentType()).isEqualTo("text/plain;charset=UTF-8");
        assertThat(csv.header("Content-Encoding")).isNull();
        String who = "'@SUM(A1)," + ada.login() + ",member-added,";
        assertThat(csv.asString())
                .isEqualTo("Timestamp,Name,Login,Event,Description,SourceIP,RequireOrgAdmin,RequireStackAdmin,"
                        + "AuthenticationFailure\n"
                        + "2026-03-09T12:00:02Z," + who + "Plain,192.0.2.7,true,false,false\n"
                        + "2026-03-09T12:00:01Z," + who + "\"'+1, and\nmore\",192.0.2.7,true,false,false\n"
                        + "2026-03-09T12:00:00Z," + who + "\"'=HYPERLINK(\"\"https://example.com\"\")\","
                        + "192.0.2.7,true,false,false\n");
    }

    @Test
    void exportsForSecurityEventManagersWithNothingThatEndsAField() {
        Database.execute(
                "insert into audit_event (id, action, actor_id, token_name, address, organization_id, description,"
                        + " occurred_at) values (gen_random_uuid(), 'member-added', ?, ?, '192.0.2.7', ?, ?,"
                        + " to_timestamp(?::double precision))",
                ada.id(),
                "a=b\\c\nd|e",
                acme.id(),
                "Added 'a|b'\\\nand=more",
                NOON);

        assertThat(export("v2/export?format=cef").asString())
                .isEqualTo("Mar 09 12:00:00 localhost CEF:0|Rollcall|Rollcall|1.0|member-added|"
                        + "Added 'a\\|b'\\\\ and=more|0|dvchost=localhost rt=" + NOON * 1000
                        + " src=192.0.2.7 suser=" + ada.login() + " orgID=" + acme.id() + " userID=" + ada.id()
                        + " requireOrgAdmin=true requireStackAdmin=false authenticationFailure=false"
                        + " tokenName=a\\=b\\\\c\\nd|e\n");
    }

    @Test
    void exportsMoreEventsThanABatch() {
        Database.execute("""
                insert into audit_event (id, action, actor_id, organization_id, description, occurred_at)
                select gen_random_uuid(), 'member-added', ?, ?, 'Event ' || i, to_timestamp(?::double precision + i / 7)
                from generate_series(1, 2500) i""", ada.id(), acme.id(), NOON);

        List<String> lines = export("v2/export").asString().lines().skip(1).toList();

        assertThat(lines).hasSize(2500).doesNotHaveDuplicates();
        assertThat(lines.get(0)).startsWith(Instant.ofEpochSecond(NOON + 357).toString());
        assertThat(lines.get(2499)).startsWith(Instant.ofEpochSecond(NOON).toString());
    }

    @Test
    void compressesTheExportOfOldClientsAlways() {
        event("member-added", "Ended", NOON);
        event("member-added", "Later", NOON + 1);

        Response csv = export("export?startTime=" + (NOON + 1));

        assertThat(csv.header("Content-Encoding")).isEqualTo("gzip");
        assertThat(csv.contentType()).isEqualTo("text/plain;charset=UTF-8");
        assertThat(csv.asString().lines().skip(1))
                .containsExactly("%s,Ada Example,%s,member-added,Ended,192.0.2.7,true,false,false"
                        .formatted(DateTimeFormatter.ISO_INSTANT.format(Instant.ofEpochSecond(NOON)), ada.login()));
    }

    @Test
    void letsAnExportFollowAnother() {
        event("member-added", "Event", NOON);

        for (int i = 0; i < 6; i++) {
            assertThat(export("v2/export").statusCode()).isEqualTo(200);
            assertThat(export("v2/export?startTime=x").statusCode()).isEqualTo(400);
        }
    }

    private void event(String action, String description, long at) {
        eventOf(ada.id(), action, description, at);
    }

    private void eventOf(UUID actor, String action, String description, long at) {
        Database.execute(
                "insert into audit_event (id, action, actor_id, address, organization_id, description, occurred_at)"
                        + " values (?, ?, ?, '192.0.2.7', ?, ?, to_timestamp(?::double precision))",
                new UUID(ids, count++),
                action,
                actor,
                acme.id(),
                description,
                at);
    }

    private void events(int count, long at) {
        Database.execute("""
                insert into audit_event (id, action, actor_id, organization_id, description, occurred_at)
                select gen_random_uuid(), 'member-added', ?, ?, 'Event', to_timestamp(?::double precision)
                from generate_series(1, ?)""", ada.id(), acme.id(), at, count);
    }

    private List<String> all(String path, Map<String, String> parameters, String cursor) {
        List<String> found = new ArrayList<>();
        String next = null;
        do {
            RequestSpecification request =
                    given().header("Authorization", ada.authorization()).queryParams(parameters);
            Response page = (next == null ? request : request.queryParam(cursor, next))
                    .get("/api/orgs/{org}/auditlogs/" + path, acme.login());
            found.addAll(descriptions(page));
            next = page.jsonPath().getString("continuationToken");
        } while (next != null);
        return found;
    }

    private JsonPath page(Map<String, String> parameters) {
        return given().header("Authorization", ada.authorization())
                .queryParams(parameters)
                .get("/api/orgs/{org}/auditlogs/v2", acme.login())
                .jsonPath();
    }

    private Response list(String pathAndQuery) {
        return list(acme.login(), pathAndQuery);
    }

    private Response list(String organization, String pathAndQuery) {
        return given().header("Authorization", ada.authorization())
                .header("Accept", "application/vnd.pulumi+9")
                .urlEncodingEnabled(false)
                .get("/api/orgs/" + organization + "/auditlogs"
                        + (pathAndQuery.startsWith("?") || pathAndQuery.isEmpty() ? "" : "/") + pathAndQuery);
    }

    private Response export(String pathAndQuery) {
        return list(pathAndQuery);
    }

    private static List<String> descriptions(Response page) {
        assertThat(page.statusCode()).as(page.asString()).isEqualTo(200);
        return page.jsonPath().getList("auditLogEvents.description");
    }
}
