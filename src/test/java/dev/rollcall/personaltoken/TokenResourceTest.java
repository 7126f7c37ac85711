package dev.rollcall.personaltoken;

import static dev.rollcall.testing.Rows.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.AtOnce;
import dev.rollcall.testing.Database;
import dev.rollcall.testing.IssuersResource;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Organization;
import dev.rollcall.testing.Rows.Person;
import dev.rollcall.testing.TestIssuer;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class TokenResourceTest {

    private static final String INVALID_PAGE = "Invalid continuationToken or maxResults value.";

    private final Person ada = withOldToken(Rows.person("Ada Example"));

    @Test
    void listsATokenAsTheOfficialSchemaHasIt() {
        Database.execute("""
                update access_token set description = 'Laptop', created_at = '2026-01-02T03:04:05.678+02:00',
                    last_used_at = '2026-01-03T00:00:00.9Z', expires_at = '2999-01-01T00:00:00Z' where user_id = ?
                """, ada.id());
        UUID id = onlyTokenOf(ada);

        assertThat(list(ada, "").asString()).isEqualTo("""
                {"tokens":[{"id":"%s","name":"","description":"Laptop","created":"2026-01-02T01:04:05Z",\
                "lastUsed":1767398400,"expires":32472144000,"admin":false,"createdBy":"%s","type":"personal"}]}""".formatted(id, ada.login()));
    }

    @Test
    void saysZeroForATokenThatWasNeverUsedAndNeverExpires() {
        JsonPath token = list(ada, "").jsonPath();

        assertThat(token.getLong("tokens[0].lastUsed")).isZero();
        assertThat(token.getLong("tokens[0].expires")).isZero();
    }

    @Test
    void listsWhatTheFilterAsksForAndActiveTokensOtherwise() {
        String active = onlyTokenOf(ada).toString();
        String expired = insert(ada, "now() - interval '1 second'", "null");

        assertThat(ids(list(ada, ""))).containsExactly(active);
        assertThat(ids(list(ada, "?filter=active"))).containsExactly(active);
        assertThat(ids(list(ada, "?filter=expired"))).containsExactly(expired);
        assertThat(ids(list(ada, "?filter=all"))).containsExactlyInAnyOrder(active, expired);
    }

    @Test
    void listsExpiredTokensToOldClientsThatAskTheirWay() {
        insert(ada, "now() - interval '1 second'", "null");

        assertThat(ids(list(ada, "?show_expired=true"))).hasSize(2);
        assertThat(ids(list(ada, "?show_expired=false"))).hasSize(1);
        assertThat(ids(list(ada, "?show_expired=true&filter=active"))).hasSize(1);
        for (String neither : List.of("", "null", "1", "True")) {
            Response refused = given().header("Authorization", ada.authorization())
                    .get("/api/user/tokens?show_expired=" + neither);
            assertThat(refused.statusCode()).as(neither).isEqualTo(400);
            assertThat(refused.path("message").toString())
                    .isEqualTo("Bad Request: show_expired must be true or false.");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ALL", "Active", "everything", "active,expired", "\0", "\uD83D\uDCA9"})
    void refusesAnyOtherFilter(String filter) {
        assertRefused(
                as(ada).queryParam("filter", filter).get("/api/user/tokens"),
                "filter must be 'active', 'expired' or 'all'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-1", "abc", "1.5", "\0", "\uD83D\uDCA9"})
    void refusesAPageSizeThatCannotBe(String value) {
        assertRefused(as(ada).queryParam("maxResults", value).get("/api/user/tokens"), INVALID_PAGE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "abc", "\0", "\uD83D\uDCA9"})
    void refusesAContinuationTokenThatNobodyGave(String value) {
        assertRefused(as(ada).queryParam("continuationToken", value).get("/api/user/tokens"), INVALID_PAGE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"filter=%zz", "continuationToken=%", "%zz=%zz", "maxResults=%e2%28%a1"})
    void refusesAQueryThatCannotBeDecoded(String query) throws IOException {
        try (Socket socket = new Socket("localhost", RestAssured.port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write(("GET /api/user/tokens?" + query + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                                    + "Authorization: " + ada.authorization() + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));

            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 400 ");
        }
    }

    @Test
    void refusesAContinuationTokenOfAnotherListOrPerson() {
        insert(ada, "null", "null");
        String token = list(ada, "?maxResults=1").jsonPath().getString("continuationToken");

        assertThat(list(ada, "?continuationToken=" + token).statusCode()).isEqualTo(200);
        assertRefused(list(ada, "?filter=all&continuationToken=" + token), INVALID_PAGE);
        assertRefused(list(Rows.person("Grace Example"), "?continuationToken=" + token), INVALID_PAGE);
    }

    @Test
    void listsNeitherRevokedTokensNorThoseOfOthers() {
        insert(ada, "null", "now()");
        insert(ada, "now() - interval '1 second'", "now()");
        Rows.person("Grace Example");

        assertThat(ids(list(ada, "?filter=all")))
                .containsExactly(Database.value(
                                UUID.class,
                                "select id from access_token where user_id = ? and revoked_at is null",
                                ada.id())
                        .toString());
    }

    @Test
    void listsTheNewestFirst() {
        String older = onlyTokenOf(ada).toString();
        String first = create(ada, "{\"description\":\"first\"}").jsonPath().getString("id");
        String second = create(ada, "{\"description\":\"second\"}").jsonPath().getString("id");

        assertThat(ids(list(ada, ""))).containsExactly(second, first, older);
    }

    @Test
    void listsTokensWhoseDescriptionContainsATextInAnyCase() {
        String first = id(create(ada, "{\"description\":\"ci-website\"}"));
        String second = id(create(ada, "{\"description\":\"My CI-Database\"}"));
        create(ada, "{\"description\":\"laptop 100%_\"}");

        assertThat(ids(list(ada, "?search=ci-"))).containsExactly(second, first);
        assertThat(ids(list(ada, "?search=CI-D"))).containsExactly(second);
        assertThat(ids(list(ada, "?search=%25_"))).hasSize(1);
        assertThat(ids(list(ada, "?search=%25ci"))).isEmpty();
        assertThat(ids(list(ada, "?search=%00"))).isEmpty();
        assertThat(ids(list(ada, "?search=%F0%9F%92%A9%27%3B--"))).isEmpty();
        assertThat(ids(list(ada, "?search="))).hasSize(4);
        assertThat(ids(list(ada, "?search=ci-&filter=expired"))).isEmpty();
    }

    @Test
    void sortsByWhatTheClientNames() {
        String never = onlyTokenOf(ada).toString();
        String apple = id(create(ada, "{\"description\":\"apple\",\"expires\":" + tomorrow() + "}"));
        String banana = id(create(ada, "{\"description\":\"Banana\",\"expires\":" + (tomorrow() + 60) + "}"));
        Database.execute("update access_token set last_used_at = '2026-01-02Z' where id::text = ?", apple);
        Database.execute("update access_token set last_used_at = '2026-01-01Z' where id::text = ?", banana);

        assertThat(ids(list(ada, "?sortBy=created"))).containsExactly(banana, apple, never);
        assertThat(ids(list(ada, "?sortDirection=asc"))).containsExactly(never, apple, banana);
        assertThat(ids(list(ada, "?sortBy=name"))).containsExactly(never, apple, banana);
        assertThat(ids(list(ada, "?sortBy=name&sortDirection=desc"))).containsExactly(banana, apple, never);
        assertThat(ids(list(ada, "?sortBy=expires"))).containsExactly(apple, banana, never);
        assertThat(ids(list(ada, "?sortBy=lastUsed&search=a"))).containsExactly(apple, banana);
        assertThat(ids(list(ada, "?sortBy=lastUsed&sortDirection=asc"))).startsWith(never);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sortBy= | sortBy must be 'name', 'created', 'lastUsed' or 'expires'",
                "sortBy=Name | sortBy must be 'name', 'created', 'lastUsed' or 'expires'",
                "sortBy=last_used | sortBy must be 'name', 'created', 'lastUsed' or 'expires'",
                "sortDirection= | sortDirection must be 'asc' or 'desc'",
                "sortDirection=ASC | sortDirection must be 'asc' or 'desc'",
                "sortdirection=asc | This operation has no parameter 'sortdirection'. It has continuationToken, filter,"
                        + " maxResults, search, show_expired, sortBy, sortDirection."
            })
    void refusesAnyOtherOrder(String query, String sentence) {
        assertRefused(list(ada, "?" + query), sentence);
    }

    @ParameterizedTest
    @ValueSource(strings = {"name", "created", "lastUsed", "expires"})
    void givesEveryTokenOnceOverPagesInEveryOrder(String order) {
        Database.execute("""
                insert into access_token (id, secret_hash, kind, user_id, description, last_used_at, expires_at)
                select gen_random_uuid(), sha256(gen_random_uuid()::text::bytea), 'personal', ?,
                    'listed ' || (array['', 'A', 'a', repeat('x', 100) || n, '\u00e4', '\ud83d\udc7e'])[1 + n % 6],
                    case when n % 3 > 0 then now() - interval '1 microsecond' * (n % 5) end,
                    case when n % 4 > 0 then now() + interval '1 hour' * (n % 5 + 1) end
                from generate_series(1, 40) n
                """, ada.id());
        for (String direction : List.of("asc", "desc")) {
            // Without the token that calls: its last use changes meanwhile, and with it its place.
            String query = "?search=listed&sortBy=" + order + "&sortDirection=" + direction;
            List<String> everything = ids(list(ada, query));
            for (int size : List.of(1, 7, 40)) {
                List<String> seen = new ArrayList<>();
                String next = null;
                do {
                    Response page = list(
                            ada, query + "&maxResults=" + size + (next == null ? "" : "&continuationToken=" + next));
                    seen.addAll(ids(page));
                    next = page.jsonPath().getString("continuationToken");
                } while (next != null);
                assertThat(seen).hasSize(40).containsExactlyElementsOf(everything);
            }
        }
    }

    @Test
    void refusesAContinuationTokenOfAnotherSearchOrOrder() {
        create(ada, "{\"description\":\"ci-1\"}");
        create(ada, "{\"description\":\"ci-2\"}");
        String token =
                list(ada, "?search=ci&sortBy=name&maxResults=1").jsonPath().getString("continuationToken");

        assertThat(ids(list(ada, "?search=CI&sortBy=name&continuationToken=" + token)))
                .hasSize(1);
        for (String other : List.of("search=c&sortBy=name", "search=ci", "search=ci&sortBy=name&sortDirection=desc")) {
            assertRefused(list(ada, "?" + other + "&continuationToken=" + token), INVALID_PAGE);
        }
    }

    @Test
    void listsAThousandTokensIfTheClientDoesNotSayHowMany() {
        Database.execute("""
                insert into access_token (id, secret_hash, kind, user_id)
                select gen_random_uuid(), sha256(gen_random_uuid()::text::bytea), 'personal', ?
                from generate_series(1, 1000) n
                """, ada.id());

        Response page = list(ada, "");
        assertThat(ids(page)).hasSize(1000);
        assertThat(ids(list(ada, "?continuationToken=" + page.jsonPath().getString("continuationToken"))))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1001", "99999999999999999999"})
    void takesMoreThanTheMaximumForTheMaximum(String size) {
        assertThat(ids(list(ada, "?maxResults=" + size))).hasSize(1);
    }

    @Test
    void neitherLosesNorRepeatsATokenWhileOthersComeAndGo() {
        for (int i = 0; i < 8; i++) {
            create(ada, "{\"description\":\"" + i + "\"}");
        }
        List<String> before = ids(list(ada, ""));
        List<String> seen = new ArrayList<>();
        String next = null;
        do {
            Response page = list(ada, "?maxResults=2" + (next == null ? "" : "&continuationToken=" + next));
            seen.addAll(ids(page));
            next = page.jsonPath().getString("continuationToken");
            create(ada, "{\"description\":\"meanwhile\"}");
            if (next != null) {
                // The very entry that the continuation token names.
                delete(ada, seen.get(seen.size() - 1)).then().statusCode(204);
            }
        } while (next != null);

        assertThat(seen).containsExactlyElementsOf(before).hasSize(9);
    }

    @Test
    void hasNoContinuationTokenOnTheLastPageEvenIfItIsFull() {
        insert(ada, "null", "null");

        assertThat(list(ada, "?maxResults=1").asString()).contains("\"continuationToken\":\"");
        assertThat(list(ada, "?maxResults=2").asString()).doesNotContain("continuationToken");
    }

    @Test
    void createsATokenThatWorksUntilItIsDeleted() {
        Response created = create(ada, "{\"description\":\"CI\",\"expires\":0}");

        assertThat(created.statusCode()).isEqualTo(200);
        assertThat(created.header("Cache-Control")).isEqualTo("no-store");
        String id = created.jsonPath().getString("id");
        String value = created.jsonPath().getString("tokenValue");
        assertThat(created.asString())
                .isEqualTo("{\"id\":\"" + UUID.fromString(id) + "\",\"tokenValue\":\"" + value + "\"}");
        assertThat(value).matches("pul-[0-9a-f]{40}");
        assertThat(user(value).jsonPath().getString("id")).isEqualTo(ada.id().toString());

        assertThat(delete(ada, id).statusCode()).isEqualTo(204);

        assertThat(user(value).statusCode()).isEqualTo(401);
    }

    @Test
    void keepsOfANewTokenNothingFromWhichItCouldBeRead() {
        Response created = create(ada, "{\"description\":\"CI\"}");
        UUID id = UUID.fromString(created.jsonPath().getString("id"));

        assertThat(Database.value(String.class, "select t::text from access_token t where id = ?", id))
                .doesNotContain(created.jsonPath().getString("tokenValue").substring(4));
        assertThat(id.version()).isEqualTo(7);
        assertThat(Database.value(UUID.class, "select created_by from access_token where id = ?", id))
                .isEqualTo(ada.id());
    }

    @Test
    void remembersWhenATokenShallExpire() {
        long tomorrow = Instant.now().getEpochSecond() + 86_400;

        create(ada, "{\"description\":\"CI\",\"expires\":" + tomorrow + "}")
                .then()
                .statusCode(200);

        assertThat(list(ada, "").jsonPath().getLong("tokens.find { it.description == 'CI' }.expires"))
                .isEqualTo(tomorrow);
    }

    @Test
    void takesAnEndOfAlmostTwoYearsAheadAndNoMore() {
        long twoYears = OffsetDateTime.now(ZoneOffset.UTC).plusYears(2).toEpochSecond();

        assertThat(create(ada, "{\"description\":\"\",\"expires\":" + (twoYears - 60) + "}")
                        .statusCode())
                .isEqualTo(200);
        assertRefused(
                create(ada, "{\"description\":\"\",\"expires\":" + (twoYears + 60) + "}"),
                "expires must be at most two years ahead, in seconds since 1970");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 1_000_000_000, -1, Long.MIN_VALUE})
    void refusesAnEndInThePast(long expires) {
        assertRefused(
                create(ada, "{\"description\":\"CI\",\"expires\":" + expires + "}"),
                "expires must be in the future, in seconds since 1970, or 0 for never");
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MAX_VALUE, 1_893_456_000_000L, 253_402_300_800L})
    void refusesAnEndThatIsFarAway(long expires) {
        assertRefused(
                create(ada, "{\"description\":\"CI\",\"expires\":" + expires + "}"),
                "expires must be at most two years ahead, in seconds since 1970");
    }

    static Stream<String> bodiesThatDescribeAToken() {
        return Stream.of(
                "{\"description\":\"\"}",
                "{\"description\":\"a\",\"expires\":null}",
                "{\"description\":\"a\",\"expires\":-0}",
                "{\"description\":\"a\",\"name\":\"b\",\"nested\":{\"unknown\":[1,2,3]}}",
                "{\"description\":\"" + "x".repeat(1024) + "\"}",
                "{\"description\":\"" + "\uD83D\uDC7E".repeat(1024) + "\"}",
                "{\"description\":\"\\ud83d\\udc7e \\u202e '; drop table access_token; --\"}",
                "  {\"description\":\"a\"}\r\n");
    }

    @ParameterizedTest
    @MethodSource("bodiesThatDescribeAToken")
    void takesWhatDescribesAToken(String body) {
        Response created = create(ada, body);

        assertThat(created.statusCode()).isEqualTo(200);
        assertThat(list(ada, "").jsonPath().getString("tokens[0].description"))
                .isEqualTo(new JsonPath(body).getString("description"));
    }

    static Stream<String> bodiesThatDescribeNone() {
        return Stream.of(
                "",
                " ",
                "null",
                "true",
                "7",
                "\"description\"",
                "[]",
                "[{\"description\":\"a\"}]",
                "{}",
                "{\"expires\":0}",
                "{\"description\":null}",
                "{\"Description\":\"a\"}",
                "{\"description\":7}",
                "{\"description\":true}",
                "{\"description\":[\"a\"]}",
                "{\"description\":{\"a\":\"b\"}}",
                "{\"description\":\"a\",\"expires\":\"0\"}",
                "{\"description\":\"a\",\"expires\":\"\"}",
                "{\"description\":\"a\",\"expires\":1.5}",
                "{\"description\":\"a\",\"expires\":true}",
                "{\"description\":\"a\",\"expires\":[]}",
                "{\"description\":\"a\",\"expires\":{}}",
                "{\"description\":\"a\",\"expires\":9223372036854775808}",
                "{\"description\":\"a\",\"expires\":1e400}",
                "{\"description\":\"a\",\"expires\":" + "9".repeat(5000) + "}",
                "{\"description\":\"a\",\"expires\":NaN}",
                "{\"description\":\"a\\u0000b\"}",
                "{\"description\":\"a\\nb\"}",
                "{\"description\":\"\\u007f\"}",
                "{\"description\":\"\\ud83d\"}",
                "{\"description\":\"\\udc7e\\ud83d\"}",
                "{\"description\":\"" + "x".repeat(1025) + "\"}",
                "{\"description\":\"" + "\uD83D\uDC7E".repeat(1025) + "\"}",
                "{\"description\":\"" + "x".repeat(60_000) + "\"}",
                "{\"description\":\"a\"",
                "{\"description\":\"a\"} garbage",
                "{\"description\":\"a\",}",
                "{'description':'a'}",
                "description=a",
                "<description>a</description>",
                "{\"description\":\"a\",\"x\":" + "[".repeat(5000) + "]".repeat(5000) + "}",
                "[".repeat(60_000),
                "{\"a\":".repeat(12_000),
                "\0\0\0\0",
                "\uFEFF",
                "\\");
    }

    @ParameterizedTest
    @MethodSource("bodiesThatDescribeNone")
    void refusesWhatDescribesNoToken(String body) {
        Response response = create(ada, body);

        assertThat(response.statusCode()).as(response.asString()).isEqualTo(400);
        assertThat(response.jsonPath().getInt("code")).isEqualTo(400);
        assertThat(response.jsonPath().getString("message")).startsWith("Bad Request: ");
        assertThat(ids(list(ada, ""))).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ff", "c0af", "0000feff", "00000000", "fffe0000", "feff007b", "7b22eda080223a317d", "efbbbf"})
    void refusesBytesThatAreNoText(String hex) {
        Response response = as(ada).contentType(ContentType.JSON)
                .body(HexFormat.of().parseHex(hex))
                .post("/api/user/tokens");

        assertThat(response.statusCode()).as(response.asString()).isEqualTo(400);
        assertThat(response.jsonPath().getInt("code")).isEqualTo(400);
    }

    @Test
    void namesTheFieldThatIsWrong() {
        assertRefused(create(ada, "{}"), "description is missing");
        assertRefused(create(ada, "null"), "body is missing");
        assertRefused(
                create(ada, "{\"description\":\"\\u0000\"}"),
                "description must have at most 1024 characters, none of them a control character");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"description\":12345} | description must be a string.",
                "{\"description\":true} | description must be a string.",
                "{\"description\":[\"a\"]} | description must be a string.",
                "{\"description\":{\"a\":1}} | description must be a string.",
                "{\"description\":\"a\",\"expires\":\"0\"} | expires must be a whole number.",
                "{\"description\":\"a\",\"expires\":1.5} | expires must be a whole number.",
                "{\"description\":\"a\",\"expires\":true} | expires must be a whole number.",
                "{\"description\":\"a\",\"expires\":{}} | expires must be a whole number.",
                "{\"description\":\"a\",\"expires\":9223372036854775808} | expires is too large a number.",
                "7 | The body must be one JSON object.",
                "[] | The body must be one JSON object.",
                "\"description\" | The body must be one JSON object.",
                "{\"description\":\"a\"} {} | The body must be one JSON object.",
                "{\"description\":tru} | The body is not valid JSON for this operation."
                        + " Compare it with the API description.",
                "{ | The body is not valid JSON for this operation. Compare it with the API description."
            })
    void saysWhichFieldHasTheWrongTypeAndWhatItMustBe(String body, String sentence) {
        assertRefused(create(ada, body), sentence);
    }

    @Test
    void takesTheCompressedBodyOfPulumiApiAndAReason() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write("{\"description\":\"zipped\"}".getBytes(StandardCharsets.UTF_8));
        }

        as(ada).contentType(ContentType.JSON)
                .header("Content-Encoding", "gzip")
                .body(packed.toByteArray())
                .post("/api/user/tokens?reason=cli")
                .then()
                .statusCode(200);

        assertThat(list(ada, "").jsonPath().getList("tokens.description")).contains("zipped");
    }

    @Test
    void takesABodyThatDoesNotSayWhatItIs() {
        Response response = as(ada).noContentType()
                .body("{\"description\":\"a\"}".getBytes(StandardCharsets.UTF_8))
                .post("/api/user/tokens");

        assertThat(response.statusCode()).as(response.asString()).isEqualTo(200);
    }

    @Test
    void refusesABodyThatSaysItIsSomethingElse() {
        Response response = as(ada).contentType("text/xml")
                .body("{\"description\":\"a\"}".getBytes(StandardCharsets.UTF_8))
                .post("/api/user/tokens");

        assertThat(response.statusCode()).isEqualTo(415);
        assertThat(response.jsonPath().getInt("code")).isEqualTo(415);
    }

    @Test
    void refusesMoreTokensThanAPersonMayHaveUntilOneIsDeleted() {
        Database.execute("""
                insert into access_token (id, secret_hash, kind, user_id, expires_at)
                select gen_random_uuid(), sha256(gen_random_uuid()::text::bytea), 'personal', ?,
                    case when n > 998 then now() - interval '1 second' end
                from generate_series(0, 1100) n
                """, ada.id());

        assertRefused(create(ada, "{\"description\":\"a\"}"), "You have 1000 access tokens. Delete one of them first.");

        delete(
                        ada,
                        ids(list(ada, "")).stream()
                                .filter(id -> !id.equals(idOf(ada.token())))
                                .findFirst()
                                .orElseThrow())
                .then()
                .statusCode(204);
        assertThat(create(ada, "{\"description\":\"a\"}").statusCode()).isEqualTo(200);
    }

    /** Each request has another token, because requests with the same one wait for each other anyway. */
    @Test
    void neverCreatesMoreTokensThanAPersonMayHaveHoweverManyAskAtOnce() throws Exception {
        List<Callable<Integer>> requests = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            String authorization = "token " + Rows.personalToken(ada.id());
            requests.add(() -> create(authorization, "{\"description\":\"a\"}").statusCode());
        }
        Database.execute("""
                insert into access_token (id, secret_hash, kind, user_id)
                select gen_random_uuid(), sha256(gen_random_uuid()::text::bytea), 'personal', ?
                from generate_series(1, 972) n
                """, ada.id());

        List<Integer> statuses = AtOnce.call(requests);

        assertThat(statuses.stream().filter(status -> status == 200)).hasSize(3);
        assertThat(Database.count("access_token where user_id = ?", ada.id())).isEqualTo(1000);
    }

    @Test
    void endsWithTheTokenThatCreatedItAtTheLatest() {
        long end = tomorrow();
        Person brief = withToken(create(ada, "{\"description\":\"parent\",\"expires\":" + end + "}"));

        String never = id(create(brief, "{\"description\":\"a\"}"));
        String zero = id(create(brief, "{\"description\":\"a\",\"expires\":0}"));
        String sooner = id(create(brief, "{\"description\":\"a\",\"expires\":" + (end - 60) + "}"));
        assertRefused(
                create(brief, "{\"description\":\"a\",\"expires\":" + (end + 1) + "}"),
                "expires must be at most " + end + " (" + Instant.ofEpochSecond(end) + "). This server limits the"
                        + " lifetime of tokens, and no token outlives the token or JWT that creates it. Send 0 for the"
                        + " latest possible time.");

        assertThat(expiry(never)).isEqualTo(end);
        assertThat(expiry(zero)).isEqualTo(end);
        assertThat(expiry(sooner)).isEqualTo(end - 60);
    }

    @Test
    void isDeletedWithTheTokenThatCreatedItAndTheOneBefore() {
        Response parent = create(ada, "{\"description\":\"parent\"}");
        Response child = create(withToken(parent), "{\"description\":\"child\"}");
        Response grandchild = create(withToken(child), "{\"description\":\"grandchild\"}");
        Response other = create(ada, "{\"description\":\"other\"}");

        assertThat(delete(withToken(grandchild), id(parent)).statusCode()).isEqualTo(204);

        for (Response gone : List.of(parent, child, grandchild)) {
            assertThat(user(gone.jsonPath().getString("tokenValue")).statusCode())
                    .isEqualTo(401);
            assertThat(Database.count(
                            "audit_event where action = 'token-revoked' and actor_id = ? and subject_id = ?",
                            ada.id(),
                            UUID.fromString(id(gone))))
                    .isEqualTo(1);
        }
        assertThat(user(other.jsonPath().getString("tokenValue")).statusCode()).isEqualTo(200);
    }

    @Test
    void isNeverCreatedWithATokenThatIsDeletedAtTheSameTime() throws Exception {
        for (int round = 0; round < 10; round++) {
            Response parent = create(ada, "{\"description\":\"parent\"}");
            Person holder = withToken(parent);
            List<Integer> statuses = AtOnce.call(List.of(
                    () -> create(holder, "{\"description\":\"child\"}").statusCode(),
                    () -> delete(ada, id(parent)).statusCode()));

            assertThat(statuses.get(0)).isIn(200, 401);
            assertThat(statuses.get(1)).isEqualTo(204);
            assertThat(Database.count(
                            "access_token where minted_by = ? and revoked_at is null", UUID.fromString(id(parent))))
                    .isZero();
        }
    }

    @Test
    void isAuditedLikeTheTokenThatCreatedIt() {
        Database.execute("update access_token set audited = true where user_id = ?", ada.id());
        Response child = create(ada, "{\"description\":\"child\"}");
        Response grandchild = create(withToken(child), "{\"description\":\"grandchild\"}");

        user(grandchild.jsonPath().getString("tokenValue"));

        assertThat(Database.count(
                        "audit_event where action = 'token-used' and token_id = ?", UUID.fromString(id(grandchild))))
                .isEqualTo(1);
    }

    @Test
    void endsWithTheJwtThatCreatedIt() {
        TestIssuer issuer = new TestIssuer(IssuersResource.COMPANY);
        Map<String, Object> claims = issuer.claims(linked(issuer));
        long end = Instant.now().getEpochSecond() + 30;
        claims.put("exp", end);
        String authorization = "Bearer " + issuer.sign(claims);

        assertThat(expiry(id(create(authorization, "{\"description\":\"a\"}")))).isEqualTo(end);
        assertThat(create(authorization, "{\"description\":\"a\",\"expires\":" + (end + 1) + "}")
                        .statusCode())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(longs = {100_000_000_000L, 9_000_000_000_000_000L})
    void endsInTwoYearsIfTheJwtEndsInAThousand(long end) {
        TestIssuer issuer = new TestIssuer(IssuersResource.COMPANY);
        Map<String, Object> claims = issuer.claims(linked(issuer));
        claims.put("exp", end);

        long twoYears = OffsetDateTime.now(ZoneOffset.UTC).plusYears(2).toEpochSecond();
        assertThat(expiry(id(create("Bearer " + issuer.sign(claims), "{\"description\":\"a\"}"))))
                .isBetween(twoYears, twoYears + 60);
    }

    @Test
    void isNotCreatedWithAJwtThatHasJustEnded() {
        TestIssuer issuer = new TestIssuer(IssuersResource.COMPANY);
        Map<String, Object> claims = issuer.claims(linked(issuer));
        // Within the tolerance, so reading still works.
        claims.put("iat", Instant.now().getEpochSecond() - 60);
        claims.put("exp", Instant.now().getEpochSecond() - 1);
        String authorization = "Bearer " + issuer.sign(claims);

        assertThat(given().header("Authorization", authorization)
                        .get("/api/user/tokens")
                        .statusCode())
                .isEqualTo(200);
        assertThat(create(authorization, "{\"description\":\"a\"}").statusCode())
                .isEqualTo(401);
    }

    /** Links ada to a new subject of the issuer. */
    private String linked(TestIssuer issuer) {
        String subject = unique("subject");
        Database.execute(
                "insert into identity (id, user_id, provider, instance, subject) values (?, ?, 'SAML', ?, ?)",
                UUID.randomUUID(),
                ada.id(),
                issuer.url(),
                subject);
        return subject;
    }

    private Person withToken(Response created) {
        return new Person(
                ada.id(), ada.login(), ada.organizationId(), created.jsonPath().getString("tokenValue"));
    }

    private static long expiry(String id) {
        return Database.value(
                Long.class, "select extract(epoch from expires_at)::bigint from access_token where id::text = ?", id);
    }

    @Test
    void deletesTheTokenThatCallsOnce() {
        String id = idOf(ada.token());

        assertThat(delete(ada, id).statusCode()).isEqualTo(204);
        assertThat(delete(ada, id).statusCode()).isEqualTo(401);
        assertThat(Database.count(
                        "access_token where id = ? and revoked_at between now() - interval '1 minute' and now()",
                        UUID.fromString(id)))
                .isEqualTo(1);
    }

    @Test
    void isDeletedByOnlyOneOfTwoWhoDeleteItAtOnce() {
        String id = insert(ada, "null", "null");

        List<Integer> statuses = Stream.generate(() -> id)
                .limit(4)
                .map(token ->
                        CompletableFuture.supplyAsync(() -> delete(ada, token).statusCode()))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .sorted()
                .toList();

        assertThat(statuses).containsExactly(204, 404, 404, 404);
        assertThat(Database.count("audit_event where action = 'token-revoked' and subject_id = ?", UUID.fromString(id)))
                .isEqualTo(1);
    }

    @Test
    void deletesAnExpiredToken() {
        String id = insert(ada, "now() - interval '1 second'", "null");

        assertThat(delete(ada, id.toUpperCase(Locale.ROOT)).statusCode()).isEqualTo(204);
        assertThat(ids(list(ada, "?filter=all"))).doesNotContain(id);
    }

    @Test
    void findsNoTokenThatIsNotTheCallersOwnOrIsDeleted() {
        Organization organization = Rows.organization(unique("acme"), "Acme");
        Rows.join(ada.id(), organization.id(), "admin");

        assertNotFound(UUID.randomUUID().toString());
        assertNotFound(onlyTokenOf(Rows.person("Grace Example")).toString());
        assertNotFound(idOf(Rows.organizationToken(organization, "deploy")));
        String deleted = insert(ada, "null", "null");
        assertThat(delete(ada, deleted).statusCode()).isEqualTo(204);
        assertNotFound(deleted);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "1-1-1-1-1",
                "%00",
                "%F0%9F%92%A9",
                "..%5C..",
                "'%20or%201=1--",
                "%0D%0A",
                "00000000-0000-0000-0000-00000000000%C3%A9"
            })
    void findsNoTokenByWhatIsNoId(String encoded) {
        Response response = as(ada).urlEncodingEnabled(false).delete("/api/user/tokens/" + encoded);

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.jsonPath().getString("message"))
                .isEqualTo("Not Found: Token '" + URLDecoder.decode(encoded, StandardCharsets.UTF_8) + "' not found");
    }

    @Test
    void recordsWhoCreatedAndRevokedATokenAndFromWhere() {
        UUID id = UUID.fromString(
                create(ada, "{\"description\":\"CI\"}").jsonPath().getString("id"));
        delete(ada, id.toString());
        delete(ada, id.toString());

        for (String action : List.of("token-created", "token-revoked")) {
            assertThat(Database.count(
                            "audit_event where action = ? and actor_id = ? and subject_id = ? and token_id = ?"
                                    + " and address like '127.%' and request_id is not null"
                                    + " and description in ('Created a personal token', 'Deleted a personal token')",
                            action, ada.id(), id, UUID.fromString(idOf(ada.token()))))
                    .isEqualTo(1);
        }
    }

    @Test
    void recordsWhyATokenIsCreated() {
        Response created = as(ada).contentType(ContentType.JSON)
                .body("{\"description\":\"CI\"}")
                .queryParam("reason", " For the pipeline ")
                .post("/api/user/tokens");

        UUID id = UUID.fromString(id(created));
        assertThat(Database.value(
                        String.class,
                        "select description || '|' || request_id from audit_event where subject_id = ?",
                        id))
                .isEqualTo(
                        "Created a personal token. Reason: For the pipeline|" + created.header("X-Pulumi-Request-ID"));
    }

    @Test
    void refusesAReasonThatIsTooLong() {
        Response refused = as(ada).contentType(ContentType.JSON)
                .body("{\"description\":\"CI\"}")
                .queryParam("reason", "x".repeat(1025))
                .post("/api/user/tokens");

        assertRefused(refused, "reason must have at most 1024 characters, none of them a control character");
        assertThat(list(ada, "").jsonPath().getList("tokens.description")).doesNotContain("CI");
    }

    @Test
    void isClosedToMachines() {
        Organization organization = Rows.organization(unique("acme"), "Acme");
        Map<String, String> tokens = Map.of(
                "organization", Rows.organizationToken(organization, "deploy"),
                "team", Rows.teamToken(organization, "platform", "ci"));

        tokens.forEach((kind, token) -> {
            for (Response response : everyOperation("token " + token)) {
                assertThat(response.statusCode()).as(kind).isEqualTo(403);
                assertThat(response.asString())
                        .isEqualTo("{\"code\":403,\"message\":\"Forbidden: Your credentials do not permit this."
                                + " Use a personal token, or ask a site administrator.\"}");
            }
        });
    }

    @Test
    void isClosedToNobody() {
        for (Response response : everyOperation("")) {
            assertThat(response.statusCode()).isEqualTo(401);
            assertThat(response.jsonPath().getInt("code")).isEqualTo(401);
        }
    }

    private static List<Response> everyOperation(String authorization) {
        return List.of(
                given().header("Authorization", authorization).get("/api/user/tokens"),
                given().header("Authorization", authorization)
                        .contentType(ContentType.JSON)
                        .body("{\"description\":\"a\"}")
                        .post("/api/user/tokens"),
                given().header("Authorization", authorization).delete("/api/user/tokens/" + UUID.randomUUID()));
    }

    private static String id(Response created) {
        return created.jsonPath().getString("id");
    }

    private static long tomorrow() {
        return Instant.now().getEpochSecond() + 86_400;
    }

    private static RequestSpecification as(Person person) {
        return given().header("Authorization", person.authorization());
    }

    private static Response list(Person person, String query) {
        return as(person).urlEncodingEnabled(false).get("/api/user/tokens" + query);
    }

    private static List<String> ids(Response list) {
        assertThat(list.statusCode()).as(list.asString()).isEqualTo(200);
        return list.jsonPath().getList("tokens.id");
    }

    private static Response create(Person person, String body) {
        return create(person.authorization(), body);
    }

    private static Response create(String authorization, String body) {
        return given().header("Authorization", authorization)
                .contentType("application/json")
                .body(body.getBytes(StandardCharsets.UTF_8))
                .post("/api/user/tokens");
    }

    private static Response delete(Person person, String id) {
        return as(person).delete("/api/user/tokens/" + id);
    }

    private static Response user(String token) {
        return given().header("Authorization", "token " + token).get("/api/user");
    }

    private void assertNotFound(String id) {
        Response response = delete(ada, id);
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.asString())
                .isEqualTo("{\"code\":404,\"message\":\"Not Found: Token '" + id + "' not found\"}");
    }

    private static void assertRefused(Response response, String sentence) {
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.asString()).isEqualTo("{\"code\":400,\"message\":\"Bad Request: " + sentence + "\"}");
    }

    /** Test rows have random ids; this one's is as a token's of long ago. */
    private static Person withOldToken(Person person) {
        Database.execute(
                "update access_token set id = ('00000000-0000-7000-8000-' || right(id::text, 12))::uuid"
                        + " where user_id = ?",
                person.id());
        return person;
    }

    /** Inserts a token that nobody knows the secret of; its times are SQL. */
    private static String insert(Person person, String expiresAt, String revokedAt) {
        UUID id = UUID.randomUUID();
        Database.execute(
                "insert into access_token (id, secret_hash, kind, user_id, expires_at, revoked_at)"
                        + " values (?, sha256(gen_random_uuid()::text::bytea), 'personal', ?, " + expiresAt + ", "
                        + revokedAt + ")",
                id,
                person.id());
        return id.toString();
    }

    private static UUID onlyTokenOf(Person person) {
        return Database.value(UUID.class, "select id from access_token where user_id = ?", person.id());
    }

    private static String idOf(String token) {
        return Database.value(UUID.class, "select id from access_token where secret_hash = sha256(?::bytea)", token)
                .toString();
    }
}
