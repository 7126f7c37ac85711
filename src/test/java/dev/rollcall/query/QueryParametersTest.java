package dev.rollcall.query;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.Database;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Organization;
import dev.rollcall.testing.Rows.Person;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class QueryParametersTest {

    private final Person admin = Rows.person("Admin");

    /** An operation of the API description. */
    private record Operation(String method, String path, List<String> parameters, boolean hasBody, boolean isPublic) {}

    @BeforeEach
    void makeAdministrator() {
        Database.execute("update app_user set site_admin = true where id = ?", admin.id());
    }

    @Test
    void refusesAnUnknownParameterOfEveryOperationThatIsNotPublic() {
        assertThat(operations()).hasSizeGreaterThan(20).allSatisfy(operation -> {
            Response answer = as(admin).queryParam("serch", "ci-").request(operation.method(), operation.path());
            if (operation.isPublic()) {
                assertThat(answer.statusCode()).isEqualTo(200);
            } else if (operation.path().matches(".*/update/.*/(checkpoint|events/batch|renew_lease|complete)")) {
                // For update tokens only.
                assertThat(answer.statusCode()).isEqualTo(403);
            } else {
                assertThat(answer.statusCode()).as(operation.toString()).isEqualTo(400);
                // Responses to HEAD have no body.
                if (!operation.method().equalsIgnoreCase("head")) {
                    assertThat(answer.jsonPath().getString("message"))
                            .startsWith("Bad Request: This operation has no parameter 'serch'. It has ");
                }
            }
        });
    }

    @Test
    void saysWhichParametersThereAre() {
        assertRefused(
                as(admin).get("/api/user/stacks?organisation=acme"),
                "This operation has no parameter 'organisation'. It has continuationToken, maxResults, organization,"
                        + " project, roleID, tagName, tagValue.");
        assertRefused(
                as(admin).get("/api/user/pending-invites?maxResults=1"),
                "This operation has no parameter 'maxResults'. It has none.");
        assertRefused(
                as(admin).get("/api/user?" + "x".repeat(70) + "=1"),
                "This operation has no parameter '" + "x".repeat(60) + "...'. It has none.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/user/tokens/?x=1", "/api/user/tokens?x", "/api/user/tokens?=1", "/api/user?a=b&c=d"})
    void refusesUnusualSpellingsToo(String path) {
        assertThat(as(admin).urlEncodingEnabled(false).get(path).statusCode()).isEqualTo(400);
        assertThat(as(admin).urlEncodingEnabled(false).head(path).statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"reason=cli", "traceparent=00-0af7-01", "tracestate=a%3Db", "baggage=a%3Db", "&"})
    void ignoresWhatSaysWhyAClientCallsAndHowItIsTraced(String query) {
        assertThat(as(admin)
                        .urlEncodingEnabled(false)
                        .get("/api/user/tokens?" + query)
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void tellsStrangersNothing() {
        assertThat(given().get("/api/user/tokens?serch=ci-").statusCode()).isEqualTo(401);
        assertThat(as(Rows.person("Ada Example"))
                        .post("/api/admin/identities/reconcile?providr=github")
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void takesEveryParameterFromTheBodyAsFromTheQueryUnlessTheOperationHasABodyOfItsOwn() {
        List<Operation> withParameters = operations()
                .filter(operation -> !List.of("GET", "HEAD").contains(operation.method()))
                .filter(operation ->
                        !operation.hasBody() && !operation.parameters().isEmpty())
                .toList();

        assertThat(withParameters)
                .extracting(Operation::path)
                .hasSizeGreaterThan(2)
                .allSatisfy(path -> assertThat(path).startsWith("/api/"));
        Organization acme = Rows.organization(Rows.unique("acme"), "Acme");
        Rows.join(admin.id(), acme.id(), "admin");
        Rows.stack(acme.id(), "web", "production");
        for (Operation operation : withParameters) {
            // Says what is wrong with a parameter only to those who may use it.
            String path = operation
                    .path()
                    .replace(
                            "/api/stacks/nobody-here/nobody-here/nobody-here",
                            "/api/stacks/" + acme.login() + "/web/production");
            for (String parameter : operation.parameters()) {
                Response inQuery = as(admin).queryParam(parameter, "nonsense").request(operation.method(), path);
                Response inBody = as(admin)
                        .contentType("application/json")
                        .body("{\"" + parameter + "\":\"nonsense\"}")
                        .request(operation.method(), path);

                assertThat(inBody.statusCode()).as(operation.toString()).isEqualTo(400);
                assertThat(inBody.asString()).isEqualTo(inQuery.asString());
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"providr\":\"github\"} | This operation has no parameter 'providr'. It has provider.",
                "{\"provider\":[\"github\"]} | provider must be a string.",
                "{\"provider\":{}} | provider must be a string.",
                "{\"provider\":7} | provider must be one of github, gitlab, bitbucket, azure-devops, google, saml",
                "{\"provider\": | The body is not valid JSON for this operation. Compare it with the API description.",
                "  {\"provider\":\"nonsense\"} | provider must be one of github, gitlab, bitbucket, azure-devops,"
                        + " google, saml"
            })
    void refusesABodyThatWouldReconcileMoreThanItsSenderWants(String body, String sentence) {
        assertRefused(reconcile("", body), sentence);
    }

    @Test
    void refusesTwoValuesOfOneParameter() {
        assertRefused(
                reconcile("?provider=github", "{\"provider\":\"gitlab\"}"),
                "provider is in the query and in the body. Send it once.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"provider\":null}", "{\"provider\":\"Google\"}", "{\"reason\":\"cli\"}", "[]", ""})
    void takesWhatNamesAProviderOrNothing(String body) {
        assertThat(reconcile("?provider=google", body.replace("Google", "google"))
                        .statusCode())
                .isEqualTo(202);
    }

    private Response reconcile(String query, String body) {
        return as(admin).contentType("application/json").body(body).post("/api/admin/identities/reconcile" + query);
    }

    private static void assertRefused(Response response, String sentence) {
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.asString()).isEqualTo("{\"code\":400,\"message\":\"Bad Request: " + sentence + "\"}");
    }

    private static RequestSpecification as(Person person) {
        return given().header("Authorization", person.authorization());
    }

    private static Stream<Operation> operations() {
        Map<String, Map<String, Map<String, Object>>> paths =
                given().get("/api/openapi/pulumi-spec.json").jsonPath().getMap("paths");
        return paths.entrySet().stream()
                .flatMap(path -> path.getValue().entrySet().stream()
                        .map(operation -> operation(
                                operation.getKey().toUpperCase(Locale.ROOT), path.getKey(), operation.getValue())));
    }

    @SuppressWarnings("unchecked")
    private static Operation operation(String method, String path, Map<String, Object> description) {
        List<Map<String, Object>> parameters =
                (List<Map<String, Object>>) description.getOrDefault("parameters", List.of());
        return new Operation(
                method,
                path.replace("{updateKind}", "update").replaceAll("\\{[^}]+}", "nobody-here"),
                parameters.stream()
                        .filter(parameter -> "query".equals(parameter.get("in")))
                        .map(parameter -> (String) parameter.get("name"))
                        .filter(name -> !name.equals("reason"))
                        .toList(),
                description.containsKey("requestBody"),
                ((List<?>) description.get("security")).isEmpty());
    }
}
