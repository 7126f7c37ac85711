package dev.rollcall.provider.azuredevops;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rollcall.provider.Connection;
import dev.rollcall.provider.Connection.Page;
import dev.rollcall.provider.ForeignText;
import dev.rollcall.provider.IdentityProvider;
import dev.rollcall.provider.Installation;
import dev.rollcall.provider.OAuthRegistration;
import dev.rollcall.provider.OAuthRegistration.ClientAuthentication;
import dev.rollcall.provider.Outcome;
import dev.rollcall.provider.Outcome.Limited;
import dev.rollcall.provider.Outcome.Ok;
import dev.rollcall.provider.Outcome.Quota;
import dev.rollcall.provider.Outcome.Transient;
import dev.rollcall.provider.ProviderClient;
import dev.rollcall.provider.ProviderOrganization;
import dev.rollcall.provider.ProviderProfile;
import dev.rollcall.provider.ProviderResponse;
import dev.rollcall.provider.azuredevops.AzureDevOpsApi.Account;
import dev.rollcall.provider.azuredevops.AzureDevOpsApi.Accounts;
import dev.rollcall.provider.azuredevops.AzureDevOpsApi.Profile;
import dev.rollcall.provider.azuredevops.AzureDevOpsConfig.Settings;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Azure DevOps Services. Nobody has verified the address in a profile, so it is a login here and never an e-mail
 * address. Pictures need a token, so profiles have none. Teams belong to projects, so organizations have none.
 */
class AzureDevOps implements ProviderClient {

    /** The ids of people. They become a part of URLs. */
    private static final Pattern UUID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    /** The header that requests the next page; it can contain anything. */
    private static final String CONTINUATION = "x-ms-continuationtoken";

    private static final int MAX_CONTINUATION = 1000;

    /** What everybody may use in five minutes, in Azure DevOps' own unit ("Rate and usage limits"). */
    private static final long USUAL_LIMIT = 200;

    private final Installation installation;
    private final Settings settings;
    private final Connection connection;
    private final AzureDevOpsApi api;

    /** An identity belongs to the profile URL and not to the tenant: a person has the same id in every tenant. */
    AzureDevOps(String name, Settings settings, Connection connection) {
        this.installation =
                new Installation(IdentityProvider.AZURE_DEVOPS, name, settings.title(), settings.profileUrl());
        this.settings = settings;
        this.connection = connection;
        this.api = connection.api(AzureDevOpsApi.class);
    }

    @Override
    public Installation installation() {
        return installation;
    }

    /** Without an ID token, because its subject is Entra's and not the profile's. Entra cannot revoke tokens. */
    @Override
    public Outcome<OAuthRegistration> oauth() {
        String entra = settings.loginUrl() + "/" + settings.tenant() + "/oauth2/v2.0/";
        return new Ok<>(OAuthRegistration.of(
                settings, ClientAuthentication.FORM, entra + "authorize", entra + "token", Optional.empty()));
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
                .get(
                        token,
                        authorization -> api.me(authorization, AzureDevOpsApi.VERSION),
                        response -> read(response, Profile.class))
                .then(me -> isId(me.value().id()) ? me : new Transient<>("the user has no valid id"));
    }

    /** The list of organizations needs the id of the person, so this requests the profile first. */
    @Override
    public Outcome<List<ProviderOrganization>> organizations(String accessToken) {
        return me(accessToken)
                .then(AzureDevOps::orLimited)
                .then(me -> accounts(accessToken, me.value().id()));
    }

    private Outcome<List<ProviderOrganization>> accounts(String token, String member) {
        return connection.list(
                token,
                authorization -> api.accounts(authorization, member, AzureDevOpsApi.VERSION),
                api::follow,
                response -> page(response, member),
                AzureDevOps::organization);
    }

    private Outcome<Page<Account>> page(ProviderResponse response, String member) {
        String continuation = response.header(CONTINUATION).orElse("").strip();
        if (continuation.length() > MAX_CONTINUATION) {
            return new Transient<>("the continuation token is longer than " + MAX_CONTINUATION + " characters");
        }
        Outcome<Page<Account>> page = read(response, JsonNode.class)
                .then(body -> items(response, body.value())
                        .then(items -> new Ok<>(
                                new Page<>(items.value(), next(member, continuation)),
                                Optional.empty(),
                                body.quota())));
        return continuation.isEmpty() ? page : page.then(AzureDevOps::orLimited);
    }

    /** The documentation describes a bare array. Its examples, and the service, put an object around it. */
    private static Outcome<List<Account>> items(ProviderResponse response, JsonNode body) {
        if (body.isArray()) {
            return response.parseList(Account.class);
        }
        return response.parse(Accounts.class)
                .then(accounts -> accounts.value().value() == null
                        ? new Transient<>("the response has no list")
                        : new Ok<>(accounts.value().value()));
    }

    private Optional<URI> next(String member, String continuation) {
        return Optional.of(continuation)
                .filter(more -> !more.isEmpty())
                .map(more -> URI.create(settings.profileUrl() + "/_apis/accounts?memberId=" + member + "&api-version="
                        + AzureDevOpsApi.VERSION + "&continuationToken="
                        + URLEncoder.encode(more, StandardCharsets.UTF_8)));
    }

    private static Optional<ProviderOrganization> organization(Account account) {
        return ForeignText.exact(account.accountName())
                .filter(login -> isId(account.accountId()))
                .map(login -> new ProviderOrganization(
                        account.accountId(), login, Optional.empty(), Optional.empty(), false));
    }

    private static boolean isId(String id) {
        return id != null && UUID.matcher(id).matches();
    }

    /**
     * Reads a response. Azure DevOps slows heavy users down first: it sends a normal response with a Retry-After header.
     * Then nothing is left of the quota until that time.
     */
    private static <T> Outcome<T> read(ProviderResponse response, Class<T> type) {
        return response.as(type, Refusal::of)
                .then(ok -> response.retryAfter()
                        .map(until -> new Ok<>(
                                ok.value(),
                                ok.etag(),
                                Optional.of(new Quota(
                                        response.number("x-ratelimit-limit").orElse(USUAL_LIMIT), 0, until))))
                        .orElse(ok));
    }

    /** {@link Limited} if Azure DevOps said to wait before the next request. */
    private static <T> Outcome<T> orLimited(Ok<T> response) {
        return response.quota()
                .filter(quota -> quota.remaining() == 0)
                .<Outcome<T>>map(quota -> new Limited<>(quota.reset()))
                .orElse(response);
    }
}
