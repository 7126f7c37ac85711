package dev.rollcall.identity;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;

import com.github.tomakehurst.wiremock.client.MappingBuilder;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.client.WireMock;
import dev.rollcall.provider.IdentityProvider;
import dev.rollcall.testing.Database;
import dev.rollcall.testing.GitHubResource;
import dev.rollcall.testing.TestSettings;
import dev.rollcall.vault.EncryptionKey;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * An identity with a token at the GitHub of the tests, and the responses of GitHub to this token.
 *
 * @param accessToken unique to this identity
 */
public record Links(UUID id, UUID userId, long subject, String accessToken) {

    /** A person's profile at GitHub. */
    public record Profile(String login, String name, String email) {}

    private static final WireMock GITHUB = GitHubResource.wireMock();

    public static Links of(UUID userId, String login) {
        return of(userId, login, null, null);
    }

    /** Links an identity whose token can be refreshed. */
    public static Links of(UUID userId, String login, String refreshToken, Instant expiresAt) {
        long subject = ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE);
        Identity identity =
                new Identity(userId, IdentityProvider.GITHUB, GitHubResource.url(), Long.toString(subject), login);
        String accessToken = "gho_" + UUID.randomUUID();
        SealedToken sealed = SealedToken.seal(accessToken, refreshToken, identity, key());
        Database.execute(
                "insert into identity (id, user_id, provider, instance, subject, login) values (?, ?, ?, ?, ?, ?)",
                identity.id,
                userId,
                identity.provider.wireName(),
                identity.instance,
                identity.subject,
                login);
        Database.execute(
                "insert into identity_token (identity_id, access_token, refresh_token, key_id, expires_at, scopes,"
                        + " version, updated_at) values (?, ?, ?, ?, ?, '', 1, now())",
                identity.id,
                sealed.accessToken,
                sealed.refreshToken,
                sealed.keyId,
                expiresAt == null ? null : Timestamp.from(expiresAt));
        Database.execute(
                "insert into identity_sync (identity_id, provider, instance, next_sync_at) values (?, ?, ?, now())",
                identity.id,
                identity.provider.wireName(),
                identity.instance);
        return new Links(identity.id, userId, subject, accessToken);
    }

    private static EncryptionKey key() {
        return new EncryptionKey(Base64.getDecoder().decode(TestSettings.ENCRYPTION_KEY));
    }

    /** Lets GitHub return this profile, and no organizations. */
    public Links shows(Profile profile) {
        return shows(profile, accessToken).organizations("[]");
    }

    /** Lets GitHub return this profile to another token. */
    public Links shows(Profile profile, String token) {
        on("/api/user", token, okJson(user(subject, profile)).withHeader("ETag", "\"" + profile.hashCode() + "\""));
        on("/api/user/emails", token, okJson("""
                [{"email":"%s","primary":true,"verified":true,"visibility":"private"}]""".formatted(profile.email())).withHeader("ETag", "\"emails\""));
        on("/api/user/orgs", token, okJson("[]"));
        return this;
    }

    public static String user(long id, Profile profile) {
        return """
                {"login":"%s","id":%d,"avatar_url":"https://avatars.example.com/%d","name":"%s"}""".formatted(profile.login(), id, id, profile.name());
    }

    public Links organizations(String json) {
        return answers("/api/user/orgs", okJson(json));
    }

    /** Lets GitHub return another response for one path. */
    public Links answers(String path, ResponseDefinitionBuilder response) {
        return on(path, accessToken, response);
    }

    /** Lets GitHub return the same response to all requests with the person's token. */
    public Links answersAll(ResponseDefinitionBuilder response) {
        GITHUB.register(any(urlPathMatching("/api/.*"))
                .atPriority(1)
                .withHeader("Authorization", equalTo("Bearer " + accessToken))
                .willReturn(response));
        return this;
    }

    private Links on(String path, String token, ResponseDefinitionBuilder response) {
        GITHUB.register(get(urlPathEqualTo(path))
                .withHeader("Authorization", equalTo("Bearer " + token))
                .willReturn(response));
        return this;
    }

    /** Registers a response that this class has no method for. */
    public static void register(MappingBuilder mapping) {
        GITHUB.register(mapping);
    }

    /** How many requests for the profile GitHub got with the person's token. */
    public int questions() {
        return GITHUB.find(getRequestedFor(urlPathEqualTo("/api/user"))
                        .withHeader("Authorization", equalTo("Bearer " + accessToken)))
                .size();
    }

    public static ResponseDefinitionBuilder status(int status) {
        return aResponse().withStatus(status).withBody("{\"message\":\"no\"}");
    }

    public String state() {
        return Database.value(String.class, "select state from identity where id = ?", id);
    }

    /** Reads a column of the account. */
    public String account(String column) {
        return Database.value(String.class, "select " + column + " from app_user where id = ?", userId);
    }

    /** {@return the sentences of the audit events of this identity or its account} */
    public List<String> audited(String action) {
        return Database.value(
                        String.class,
                        "select coalesce(string_agg(description, e'\\n'), '') from audit_event"
                                + " where action = ? and subject_id in (?, ?)",
                        action,
                        id,
                        userId)
                .lines()
                .toList();
    }

    public boolean hasToken() {
        return Database.count("identity_token where identity_id = ?", id) == 1;
    }
}
