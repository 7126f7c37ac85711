package dev.rollcall.provider.azuredevops;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.rollcall.provider.Answer;
import dev.rollcall.provider.Connection;
import dev.rollcall.provider.Connection.Page;
import dev.rollcall.provider.ForeignText;
import dev.rollcall.provider.IdentityProvider;
import dev.rollcall.provider.OAuthRegistration;
import dev.rollcall.provider.OAuthRegistration.ClientAuthentication;
import dev.rollcall.provider.Outcome;
import dev.rollcall.provider.Outcome.Limited;
import dev.rollcall.provider.Outcome.NotFound;
import dev.rollcall.provider.Outcome.Ok;
import dev.rollcall.provider.Outcome.Quota;
import dev.rollcall.provider.Outcome.Transient;
import dev.rollcall.provider.Outcome.Unchanged;
import dev.rollcall.provider.ProviderClient;
import dev.rollcall.provider.ProviderOrganization;
import dev.rollcall.provider.ProviderProfile;
import dev.rollcall.provider.ProviderTeam;
import dev.rollcall.provider.azuredevops.AzureDevOpsApi.Account;
import dev.rollcall.provider.azuredevops.AzureDevOpsApi.Profile;
import dev.rollcall.provider.azuredevops.AzureDevOpsConfig.Installation;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Azure DevOps Services. It describes a person with an address that nobody has verified, which is a login and never an
 * e-mail address here; and with a picture that only programs with a token see, which is none.
 */
class AzureDevOps implements ProviderClient {

    /** Ids of people are put into addresses. */
    private static final Pattern UUID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    /** What is still to be asked for, in a header that can carry anything. */
    private static final String CONTINUATION = "x-ms-continuationtoken";

    private static final int MAX_CONTINUATION = 1000;

    /** What everybody may use in five minutes, in Azure DevOps' own unit ("Rate and usage limits"). */
    private static final long USUAL_LIMIT = 200;

    private final String name;
    private final Installation config;
    private final Connection connection;
    private final AzureDevOpsApi api;

    AzureDevOps(String name, Installation config, Connection connection) {
        this.name = name;
        this.config = config;
        this.connection = connection;
        this.api = connection.api(AzureDevOpsApi.class);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String title() {
        return config.title();
    }

    @Override
    public IdentityProvider provider() {
        return IdentityProvider.AZURE_DEVOPS;
    }

    /**
     * Where the ids of people are from. Tenants are only doors to it: the id of a person stays the same when the operator
     * opens another one.
     */
    @Override
    public String instance() {
        return config.profileUrl();
    }

    /** No ID token: its subject would be Entra's, which is not that of the profile. Entra revokes no tokens. */
    @Override
    public Outcome<OAuthRegistration> oauth() {
        String entra = config.loginUrl() + "/" + config.tenant() + "/oauth2/v2.0/";
        return new Ok<>(
                new OAuthRegistration(
                        entra + "authorize",
                        entra + "token",
                        Optional.empty(),
                        config.clientId(),
                        config.clientSecret(),
                        ClientAuthentication.FORM,
                        config.scopes(),
                        Map.of(),
                        Optional.empty()),
                Optional.empty(),
                Optional.empty());
    }

    @Override
    public Outcome<ProviderProfile> profile(String accessToken, Optional<String> etag) {
        return me(accessToken)
                .then(me -> new Ok<>(
                        new ProviderProfile(
                                me.value().id(),
                                ForeignText.storable(me.value().emailAddress()),
                                ForeignText.storable(me.value().displayName()),
                                Optional.empty(),
                                Optional.empty()),
                        Optional.empty(),
                        me.quota()));
    }

    private Outcome<Profile> me(String token) {
        return connection
                .exchange(token, () -> api.me(Connection.BEARER + token, AzureDevOpsApi.VERSION))
                .then(ok -> this.<Profile>read(ok.value(), connection.reader(Profile.class)))
                .then(me -> isId(me.value().id()) ? me : new Transient<>("a user without an id"));
    }

    /** The organizations are listed by the id of the person, so that is asked first. */
    @Override
    public Outcome<List<ProviderOrganization>> organizations(String accessToken) {
        return me(accessToken)
                .then(AzureDevOps::patient)
                .then(me -> accounts(accessToken, me.value().id()));
    }

    private Outcome<List<ProviderOrganization>> accounts(String token, String member) {
        return connection.list(
                token,
                () -> api.accounts(Connection.BEARER + token, member, AzureDevOpsApi.VERSION),
                next -> api.follow(Connection.BEARER + token, next.toString()),
                answer -> page(answer, member),
                AzureDevOps::organization);
    }

    private Outcome<Page<Account>> page(Answer answer, String member) {
        String continuation = answer.header(CONTINUATION).orElse("").strip();
        if (continuation.length() > MAX_CONTINUATION) {
            return new Transient<>("a continuation that is too long");
        }
        Outcome<Page<Account>> page = this.<JsonNode>read(answer, connection.reader(JsonNode.class))
                .then(body -> items(body.value())
                        .then(items -> new Ok<>(
                                new Page<>(items.value(), next(member, continuation)),
                                Optional.empty(),
                                body.quota())));
        return continuation.isEmpty() ? page : page.then(AzureDevOps::patient);
    }

    /** The description of the interface has a bare array, and its examples, as the service, an object around it. */
    private Outcome<List<Account>> items(JsonNode body) {
        JsonNode items = body.isArray() ? body : body.path("value");
        if (!items.isArray()) {
            return new Transient<>("no list");
        }
        try {
            return new Ok<>(connection.listReader(Account.class).readValue(items), Optional.empty(), Optional.empty());
        } catch (IOException wrong) {
            // Jackson's message quotes the body.
            return new Transient<>("not the expected JSON: " + wrong.getClass().getSimpleName());
        }
    }

    private Optional<URI> next(String member, String continuation) {
        return Optional.of(continuation)
                .filter(more -> !more.isEmpty())
                .map(more -> URI.create(config.profileUrl() + "/_apis/accounts?memberId=" + member + "&api-version="
                        + AzureDevOpsApi.VERSION + "&continuationToken="
                        + URLEncoder.encode(more, StandardCharsets.UTF_8)));
    }

    private static Optional<ProviderOrganization> organization(Account account) {
        return ForeignText.storable(account.accountName())
                .filter(login -> isId(account.accountId()))
                .map(login -> new ProviderOrganization(
                        account.accountId(), login, Optional.empty(), Optional.empty(), false));
    }

    /** Azure DevOps has teams in projects, and none in organizations. */
    @Override
    public Outcome<List<ProviderTeam>> teams(String accessToken, String organization) {
        return new NotFound<>();
    }

    private static boolean isId(String id) {
        return id != null && UUID.matcher(id).matches();
    }

    /**
     * What an answer means. Who uses too much is slowed down first, and told to wait by an answer that is good otherwise:
     * nothing is left of the quota until then.
     */
    private <T> Outcome<T> read(Answer answer, ObjectReader type) {
        Outcome<T> outcome = answer.as(type, Refusal::of);
        if (outcome instanceof Unchanged) {
            return new Transient<>("unchanged, but since when");
        }
        return outcome.then(ok -> answer.retryAfter()
                .map(until -> new Ok<>(
                        ok.value(),
                        ok.etag(),
                        Optional.of(new Quota(answer.number("x-ratelimit-limit").orElse(USUAL_LIMIT), 0, until))))
                .orElse(ok));
    }

    /** Does not go on to the next question when told to wait. */
    private static <T> Outcome<T> patient(Ok<T> answer) {
        return answer.quota()
                .filter(quota -> quota.remaining() == 0)
                .<Outcome<T>>map(quota -> new Limited<>(quota.reset()))
                .orElse(answer);
    }
}
