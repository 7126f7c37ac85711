package dev.rollcall.provider.github;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.tomakehurst.wiremock.http.QueryParameter;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import dev.rollcall.provider.Connections;
import dev.rollcall.provider.OAuth;
import dev.rollcall.provider.Outcome;
import dev.rollcall.provider.Outcome.Ok;
import dev.rollcall.provider.ProviderSettings;
import dev.rollcall.provider.ProviderToken;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The client against GitHub's own description of its API. e2e/providers/run downloads the description. */
@QuarkusTest
@EnabledIfSystemProperty(named = "github.description", matches = ".+")
class GitHubDescriptionTest {

    @RegisterExtension
    static final WireMockExtension SERVER = WireMockExtension.newInstance().build();

    @Inject
    ObjectMapper json;

    @Inject
    Connections connections;

    @Inject
    OAuth oauth;

    private JsonNode paths;

    @BeforeEach
    void read() throws IOException {
        paths = json.readTree(Path.of(System.getProperty("github.description")).toFile())
                .path("paths");
        assertThat(paths.size()).isEqualTo(5);
    }

    @AfterEach
    void everyRequestIsDescribed() {
        List<LoggedRequest> requests = SERVER.findAll(anyRequestedFor(anyUrl()));
        assertThat(requests).isNotEmpty().allSatisfy(this::isDescribed);
    }

    @Test
    void readsTheUserOfTheDescription() {
        for (String example : List.of(
                "response-with-public-and-private-profile-information", "response-with-public-profile-information")) {
            serve("/user", "/user", example);
            serve("/user/emails", "/user/emails", "default");

            assertThat(value(gitHub().profile("token", Optional.empty()))).satisfies(octocat -> {
                assertThat(octocat.subject()).isEqualTo("1");
                assertThat(octocat.login()).contains("octocat");
                assertThat(octocat.name()).contains("monalisa octocat");
                assertThat(octocat.avatarUrl()).contains("https://github.com/images/error/octocat_happy.gif");
                assertThat(octocat.verifiedEmail()).contains("octocat@github.com");
            });
        }
    }

    @Test
    void readsTheOrganizationsOfTheDescription() {
        serve("/user/orgs", "/user/orgs", "default");

        assertThat(value(gitHub().organizations("token"))).singleElement().satisfies(organization -> {
            assertThat(organization.id()).isEqualTo("1");
            assertThat(organization.login()).isEqualTo("github");
        });
    }

    @Test
    void readsTheTeamsOfTheDescription() {
        serve("/orgs/github/teams", "/orgs/{org}/teams", "default");

        assertThat(value(gitHub().teams("token", "github"))).singleElement().satisfies(team -> {
            assertThat(team.slug()).isEqualTo("justice-league");
            assertThat(team.description()).isEqualTo("A great team.");
        });
    }

    @Test
    void givesTokensBackAsDescribed() {
        SERVER.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(204)));
        GitHub gitHub = gitHub();

        Outcome<Boolean> outcome = gitHub.oauth()
                .then(registration -> oauth.revoke(registration.value(), new ProviderToken("token", null, null, "")));

        assertThat(value(outcome)).isTrue();
    }

    private GitHub gitHub() {
        Map<String, String> settings = Map.of(
                "github.test.base-url", SERVER.baseUrl(),
                "github.test.api-url", SERVER.baseUrl(),
                "github.test.client-id", "client",
                "github.test.client-secret", "secret",
                "github.test.trust-email", "true");
        return new GitHub(
                "test",
                ProviderSettings.of(GitHubConfig.class, settings).github().get("test"),
                connections.to("test", SERVER.baseUrl()));
    }

    /** Serves an example of the description. It must match its schema, but GitHub's example of a team has no type. */
    private void serve(String path, String template, String example) {
        JsonNode content = paths.path(template).at("/get/responses/200/content/application~1json");
        JsonNode body = content.path("examples").path(example).path("value");
        assertThat(problems(content.path("schema"), body.toString()))
                .allMatch(problem -> problem.endsWith("required property 'type' not found"));
        SERVER.stubFor(get(urlPathEqualTo(path))
                .willReturn(aResponse()
                        .withHeader("Content-Type", "application/json; charset=utf-8")
                        .withBody(body.toString())));
    }

    private void isDescribed(LoggedRequest request) {
        String path = URI.create(request.getUrl()).getPath();
        JsonNode operation = paths.properties().stream()
                .filter(described -> path.matches(described.getKey().replaceAll("\\{[a-z_]+}", "[^/]+")))
                .map(described ->
                        described.getValue().path(request.getMethod().value().toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("GitHub has no " + path));
        assertThat(operation.isObject()).as(request.getMethod() + " " + path).isTrue();
        request.getQueryParams().values().forEach(parameter -> isDescribed(operation, parameter));
        JsonNode body = operation.at("/requestBody/content/application~1json/schema");
        if (!body.isMissingNode()) {
            assertThat(problems(body, request.getBodyAsString())).isEmpty();
        }
        assertThat(request.getHeader("User-Agent")).startsWith("rollcall/");
    }

    private void isDescribed(JsonNode operation, QueryParameter parameter) {
        JsonNode described = StreamSupport.stream(operation.path("parameters").spliterator(), false)
                .filter(one -> one.path("in").asText().equals("query")
                        && one.path("name").asText().equals(parameter.key()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("GitHub has no parameter " + parameter.key()));
        assertThat(problems(described.path("schema"), parameter.firstValue())).isEmpty();
    }

    private static List<String> problems(JsonNode schema, String value) {
        JsonSchema validator = JsonSchemaFactory.getInstance(VersionFlag.V202012)
                .getSchema(
                        schema,
                        SchemaValidatorsConfig.builder()
                                .nullableKeywordEnabled(true)
                                .build());
        return validator.validate(value, InputFormat.JSON).stream()
                .map(Object::toString)
                .toList();
    }

    private static <T> T value(Outcome<T> outcome) {
        assertThat(outcome).isInstanceOf(Ok.class);
        return ((Ok<T>) outcome).value();
    }
}
