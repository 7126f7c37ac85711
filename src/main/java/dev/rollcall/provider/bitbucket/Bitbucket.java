package dev.rollcall.provider.bitbucket;

import dev.rollcall.provider.Connection;
import dev.rollcall.provider.Connection.Page;
import dev.rollcall.provider.ForeignText;
import dev.rollcall.provider.IdentityProvider;
import dev.rollcall.provider.Installation;
import dev.rollcall.provider.OAuthRegistration;
import dev.rollcall.provider.OAuthRegistration.ClientAuthentication;
import dev.rollcall.provider.Outcome;
import dev.rollcall.provider.Outcome.Ok;
import dev.rollcall.provider.Outcome.Transient;
import dev.rollcall.provider.ProviderClient;
import dev.rollcall.provider.ProviderOrganization;
import dev.rollcall.provider.ProviderProfile;
import dev.rollcall.provider.bitbucket.BitbucketApi.Access;
import dev.rollcall.provider.bitbucket.BitbucketApi.Email;
import dev.rollcall.provider.bitbucket.BitbucketApi.Emails;
import dev.rollcall.provider.bitbucket.BitbucketApi.Links;
import dev.rollcall.provider.bitbucket.BitbucketApi.User;
import dev.rollcall.provider.bitbucket.BitbucketApi.Workspace;
import dev.rollcall.provider.bitbucket.BitbucketApi.Workspaces;
import dev.rollcall.provider.bitbucket.BitbucketConfig.Settings;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Bitbucket Cloud. Its organizations are the workspaces. Only administrators see the groups of a workspace, so it has no
 * teams.
 *
 * <p>A person's subject is the {@code uuid}, in braces as Bitbucket writes it. The Atlassian {@code account_id} never
 * changes either, but some accounts get one only later. Such a person would become a new one here.
 */
class Bitbucket implements ProviderClient {

    private static final Pattern UUID = Pattern.compile("\\{[0-9a-fA-F-]{36}}");

    private final Installation installation;
    private final Settings settings;
    private final Connection connection;
    private final BitbucketApi api;

    Bitbucket(String name, Settings settings, Connection connection) {
        this.installation = new Installation(IdentityProvider.BITBUCKET, name, settings.title(), settings.baseUrl());
        this.settings = settings;
        this.connection = connection;
        this.api = connection.api(BitbucketApi.class);
    }

    @Override
    public Installation installation() {
        return installation;
    }

    /** Bitbucket has no endpoint that revokes a token. People do that in their settings at Bitbucket. */
    @Override
    public Outcome<OAuthRegistration> oauth() {
        String oauth = settings.baseUrl() + "/site/oauth2/";
        return new Ok<>(OAuthRegistration.of(
                settings, ClientAuthentication.BASIC, oauth + "authorize", oauth + "access_token", Optional.empty()));
    }

    /** Bitbucket does not support conditional requests. */
    @Override
    public Outcome<ProviderProfile> profile(String accessToken, Optional<String> etag) {
        return connection
                .get(accessToken, api::user, response -> response.as(User.class, Refusal::of))
                .then(user -> isId(user.value().uuid()) ? user : new Transient<>("the user has no valid id"))
                .then(user -> settings.trustEmail()
                        ? emails(accessToken).then(emails -> profile(user.value(), primary(emails.value())))
                        : profile(user.value(), Optional.empty()));
    }

    private Outcome<ProviderProfile> profile(User user, Optional<String> email) {
        return new Ok<>(new ProviderProfile(
                user.uuid(),
                // The nickname is not unique, but Bitbucket shows the username only to its owner.
                ForeignText.storable(user.username()).or(() -> ForeignText.storable(user.nickname())),
                ForeignText.storable(user.displayName()),
                picture(user.links()),
                email));
    }

    private Outcome<List<Email>> emails(String token) {
        return connection.list(
                token,
                authorization -> api.emails(authorization, BitbucketApi.PAGE),
                api::follow,
                response -> response.<Emails>as(Emails.class, Refusal::of)
                        .then(page -> page(page.value().values(), page.value().next())),
                Optional::of);
    }

    private static Optional<String> primary(List<Email> emails) {
        return emails.stream()
                .filter(email -> Boolean.TRUE.equals(email.primary()) && Boolean.TRUE.equals(email.confirmed()))
                .flatMap(email -> ForeignText.email(email.email()).stream())
                .findFirst();
    }

    @Override
    public Outcome<List<ProviderOrganization>> organizations(String accessToken) {
        return connection.list(
                accessToken,
                authorization -> api.workspaces(authorization, BitbucketApi.PAGE),
                api::follow,
                response -> response.<Workspaces>as(Workspaces.class, Refusal::of)
                        .then(page -> page(page.value().values(), page.value().next())),
                this::organization);
    }

    private Optional<ProviderOrganization> organization(Access access) {
        Workspace workspace = access.itself();
        return ForeignText.exact(workspace.slug())
                .filter(slug -> isId(workspace.uuid()))
                .map(slug -> new ProviderOrganization(
                        workspace.uuid(),
                        slug,
                        ForeignText.storable(workspace.name()),
                        picture(workspace.links()),
                        Boolean.TRUE.equals(access.administrator())));
    }

    private static <W> Outcome<Page<W>> page(List<W> values, String next) {
        if (values == null) {
            return new Transient<>("the page has no values");
        }
        try {
            return new Ok<>(new Page<>(values, Optional.ofNullable(next).map(URI::create)));
        } catch (IllegalArgumentException malformed) {
            return new Transient<>("the URL of the next page is invalid");
        }
    }

    private Optional<String> picture(Links links) {
        return Optional.ofNullable(links).map(Links::avatar).flatMap(avatar -> connection.picture(avatar.href()));
    }

    private static boolean isId(String uuid) {
        return uuid != null && UUID.matcher(uuid).matches();
    }
}
