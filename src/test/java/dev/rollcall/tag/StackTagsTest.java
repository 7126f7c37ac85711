package dev.rollcall.tag;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.Database;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Person;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
class StackTagsTest {

    private final Person ada = Rows.person("Ada Example");
    private final UUID stack = Rows.stack(ada.organizationId(), "website", "dev");
    private final String path = "/api/stacks/" + ada.login() + "/website/dev";

    @Test
    void replacesAllTags() {
        Rows.tag(stack, "old", "1");
        Rows.tag(stack, "kept", "2");
        Rows.tag(stack, "changed", "3");

        replace("{\"kept\":\"2\",\"changed\":\"\",\"new\":\"\uD83D\uDE80\"}")
                .then()
                .statusCode(204);

        assertThat(tags()).isEqualTo(Map.of("kept", "2", "changed", "", "new", "\uD83D\uDE80"));
        assertThat(events()).isOne();
        replace("{\"kept\":\"2\",\"changed\":\"\",\"new\":\"\uD83D\uDE80\"}")
                .then()
                .statusCode(204);
        assertThat(events()).isOne();
        replace("{}").then().statusCode(204);
        assertThat(tags()).isEmpty();
    }

    @Test
    void keepsTheNameOfTheProject() {
        replace("{\"pulumi:project\":\"my website\",\"a\":\"b\"}").then().statusCode(204);

        for (String body : new String[] {"{}", "{\"pulumi:project\":\"other\"}"}) {
            assertThat(message(replace(body), 400)).isEqualTo("Bad Request: Cannot change project's name");
        }
        replace("{\"pulumi:project\":\"my website\"}").then().statusCode(204);
        assertThat(tags()).isEqualTo(Map.of("pulumi:project", "my website"));
    }

    @Test
    void hasAtMostAHundredTags() {
        String hundred = tags(100);
        replace("{" + hundred + "}").then().statusCode(204);

        assertThat(message(replace("{" + hundred + ",\"one\":\"more\"}"), 400))
                .isEqualTo("Bad Request: A stack has at most 100 tags");
        assertThat(message(add("one", "more"), 400)).isEqualTo("Bad Request: A stack has at most 100 tags");
    }

    private static String tags(int number) {
        return IntStream.range(0, number).mapToObj(i -> "\"t" + i + "\":\"v\"").collect(Collectors.joining(","));
    }

    @Test
    void takesNamesOf40AndValuesOf256Characters() {
        add("n".repeat(40), "\uD83D\uDE80".repeat(256)).then().statusCode(204);

        assertThat(add("n".repeat(41), "").statusCode()).isEqualTo(400);
        assertThat(add("n", "\uD83D\uDE80".repeat(257)).statusCode()).isEqualTo(400);
        assertThat(replace("{\"n\":\"" + "v".repeat(257) + "\"}").statusCode()).isEqualTo(400);
        assertThat(replace("{\"n\":1}").statusCode()).isEqualTo(400);
        assertThat(replace("[]").statusCode()).isEqualTo(400);
        assertThat(replace("null").statusCode()).isEqualTo(400);
    }

    @Test
    void addsChangesAndDeletesOneTag() {
        add("owner", "web").then().statusCode(204);
        assertThat(message(add("owner", "data"), 400))
                .isEqualTo("Bad Request: Invalid tag name or tag already exists.");
        assertThat(tags()).isEqualTo(Map.of("owner", "web"));

        as().body("{\"name\":\"owner\",\"value\":\"data\"}")
                .patch(path + "/tags/owner")
                .then()
                .statusCode(204);
        assertThat(tags()).isEqualTo(Map.of("owner", "data"));
        as().body("{\"value\":\"data\"}").patch(path + "/tags/owner").then().statusCode(204);
        assertThat(message(as().body("{\"name\":\"b\",\"value\":\"c\"}").patch(path + "/tags/owner"), 400))
                .startsWith("Bad Request: invalid tag name");
        assertThat(message(as().body("{\"name\":\"owner\"}").patch(path + "/tags/owner"), 400))
                .isEqualTo("Bad Request: Invalid value of the tag 'owner'. It has at most 256 characters.");
        assertThat(message(as().body("{\"value\":\"c\"}").patch(path + "/tags/none"), 404))
                .isEqualTo("Not Found: Tag 'none' not found");

        as().delete(path + "/tags/owner").then().statusCode(204);
        assertThat(tags()).isEmpty();
        assertThat(message(as().delete(path + "/tags/owner"), 404)).isEqualTo("Not Found: Tag 'owner' not found");
        assertThat(events()).isEqualTo(3);
    }

    @Test
    void changesNoBuiltInTagOnItsOwn() {
        Rows.tag(stack, "vcs:owner", "acme");

        assertThat(message(add("pulumi:runtime", "go"), 400))
                .isEqualTo("Bad Request: Invalid tag name or tag already exists.");
        assertThat(message(as().body("{\"value\":\"c\"}").patch(path + "/tags/vcs:owner"), 400))
                .isEqualTo("Bad Request: built-in tags cannot be updated");
        assertThat(message(as().delete(path + "/tags/vcs:owner"), 400))
                .isEqualTo("Bad Request: built-in tags cannot be deleted");
        assertThat(tags()).isEqualTo(Map.of("vcs:owner", "acme"));
    }

    @Test
    void refusesAReaderWordForWord() {
        Person reader = Rows.person("Reader");
        Rows.grantToUser(stack, reader.id(), "read");

        Response refused = given().header("Authorization", reader.authorization())
                .contentType("application/json")
                .body("{}")
                .patch(path + "/tags");

        assertThat(message(refused, 403))
                .isEqualTo("Forbidden: You do not have the permission stack:write on the stack '" + ada.login()
                        + "/website/dev'. Ask an admin of the stack or of the organization.");
    }

    private Map<String, String> tags() {
        return new TreeMap<>(as().get(path).jsonPath().getMap("tags"));
    }

    private long events() {
        return Database.count("audit_event where subject_id = ? and action = 'stack-tags-changed'", stack);
    }

    private Response replace(String body) {
        return as().body(body).patch(path + "/tags");
    }

    private Response add(String name, String value) {
        return as().body("{\"name\":\"" + name + "\",\"value\":\"" + value + "\"}")
                .post(path + "/tags");
    }

    private static String message(Response response, int status) {
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(status);
        return response.jsonPath().getString("message");
    }

    private RequestSpecification as() {
        return given().header("Authorization", ada.authorization()).contentType("application/json; charset=UTF-8");
    }
}
