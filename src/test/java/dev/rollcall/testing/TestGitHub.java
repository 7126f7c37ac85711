package dev.rollcall.testing;

import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.deleteRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.client.WireMock;
import java.net.URI;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A person at the GitHub of {@link ProvidersResource} who has consented, so their browser has a code.
 *
 * @param subject GitHub's id of the person, new for each
 * @param code the service exchanges it for the person's token
 */
public record TestGitHub(String subject, String login, String code) {

    /** A person in these organizations. The email may be null. */
    public static TestGitHub person(String login, String name, String email, String... organizations) {
        TestGitHub person = new TestGitHub(
                String.valueOf(ThreadLocalRandom.current().nextLong(1L << 50)),
                login,
                UUID.randomUUID().toString().replace("-", ""));
        person.exchange(okJson("{\"access_token\":\"" + person.token()
                + "\",\"token_type\":\"bearer\",\"scope\":\"read:org,user:email\"}"));
        person.serve(
                "/user",
                "{\"id\":" + person.subject + ",\"login\":\"" + login + "\",\"type\":\"User\",\"name\":\"" + name
                        + "\"}");
        person.serve(
                "/user/emails",
                email == null ? "[]" : "[{\"email\":\"" + email + "\",\"primary\":true,\"verified\":true}]");
        StringBuilder list = new StringBuilder();
        for (String organization : organizations) {
            list.append(list.isEmpty() ? "" : ",")
                    .append("{\"id\":")
                    .append(organization.hashCode() & 0xffff)
                    .append(",\"login\":\"")
                    .append(organization)
                    .append("\"}");
        }
        person.serve("/user/orgs", "[" + list + "]");
        return person;
    }

    /** The same person after another consent, with another code. */
    public TestGitHub again() {
        TestGitHub again =
                new TestGitHub(subject, login, UUID.randomUUID().toString().replace("-", ""));
        again.exchange(okJson("{\"access_token\":\"" + token() + "\",\"token_type\":\"bearer\",\"scope\":\"\"}"));
        return again;
    }

    private String token() {
        return "gho_" + subject;
    }

    /** Sets the response to the exchange of the code. */
    public void exchange(ResponseDefinitionBuilder answer) {
        server().register(post(urlPathEqualTo("/login/oauth/access_token"))
                .withRequestBody(containing("code=" + code))
                .willReturn(answer));
    }

    /** The PKCE code verifier that the service sent with the code. */
    public String sentVerifier() {
        return server().find(postRequestedFor(urlPathEqualTo("/login/oauth/access_token"))
                        .withRequestBody(containing("code=" + code)))
                .get(0)
                .getBodyAsString()
                .replaceFirst("(?s).*code_verifier=([^&]+).*", "$1");
    }

    /** Whether the service has revoked the token. */
    public boolean isGivenBack() {
        return !server().find(deleteRequestedFor(urlPathEqualTo("/api/v3/applications/test-client/token"))
                        .withRequestBody(containing("\"" + token() + "\"")))
                .isEmpty();
    }

    /** Sets the response to requests for a path with the person's token. */
    public void answers(String path, ResponseDefinitionBuilder answer) {
        server().register(get(urlPathEqualTo("/api/v3" + path))
                .withHeader("Authorization", equalTo("Bearer " + token()))
                .willReturn(answer));
    }

    private void serve(String path, String json) {
        answers(path, okJson(json));
    }

    private static WireMock server() {
        URI url = URI.create(ProvidersResource.url());
        return new WireMock(url.getHost(), url.getPort());
    }
}
