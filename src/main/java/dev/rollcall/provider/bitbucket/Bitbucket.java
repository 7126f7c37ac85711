package dev.rollcall.provider.bitbucket;

import dev.rollcall.provider.Connection;
import dev.rollcall.provider.Connection.Page;
import dev.rollcall.provider.ForeignText;
import dev.rollcall.provider.IdentityProvider;
import dev.rollcall.provider.OAuthRegistration;
import dev.rollcall.provider.OAuthRegistration.ClientAuthentication;
import dev.rollcall.provider.Outcome;
import dev.rollcall.provider.Outcome.NotFound;
import dev.rollcall.provider.Outcome.Ok;
import dev.rollcall.provider.Outcome.Transient;
import dev.rollcall.provider.Outcome.Unchanged;
import dev.rollcall.provider.ProviderClient;
import dev.rollcall.provider.ProviderOrganization;
import dev.rollcall.provider.ProviderProfile;
import dev.rollcall.provider.ProviderTeam;
import dev.rollcall.provider.bitbucket.BitbucketApi.Access;
import dev.rollcall.provider.bitbucket.BitbucketApi.Email;
import dev.rollcall.provider.bitbucket.BitbucketApi.Emails;
import dev.rollcall.provider.bitbucket.BitbucketApi.Links;
import dev.rollcall.provider.bitbucket.BitbucketApi.User;
import dev.rollcall.provider.bitbucket.BitbucketApi.Workspace;
import dev.rollcall.provider.bitbucket.BitbucketApi.Workspaces;
import dev.rollcall.provider.bitbucket.BitbucketConfig.Installation;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Bitbucket Cloud. Its organizations are the workspaces.
 *
 * <p>A person's subject is their {@code uuid}, in braces as Bitbucket writes it. The Atlassian {@code account_id} would
 * be as lasting, but not all accounts have one; who gets theirs later would become another person here.
 */
class Bitbucket implements ProviderClient {

    private static final Pattern UUID = Pattern.compile("\\{[0-9a-fA-F-]{36}}");

    private final String name;
    private final Installation config;
    private final Connection connection;
    private final BitbucketApi api;

    Bitbucket(String name, Installation config, Connection connection) {
        this.name = name;
        this.config = config;
        this.connection = connection;
        this.api = connection.api(BitbucketApi.class);
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
        return IdentityProvider.BITBUCKET;
    }

    @Override
    public String instance() {
        return config.baseUrl();
    }

    /** There is no way to give a token back: people do that in their settings at Bitbucket. */
    @Override
    public Outcome<OAuthRegistration> oauth() {
        String oauth = config.baseUrl() + "/site/oauth2/";
        return new Ok<>(
                new OAuthRegistration(
                        oauth + "authorize",
                        oauth + "access_token",
                        Optional.empty(),
                        config.clientId(),
                        config.clientSecret(),
                        ClientAuthentication.BASIC,
                        config.scopes(),
                        Map.of(),
                        Optional.empty()),
                Optional.empty(),
                Optional.empty());
    }

    /** Bitbucket does not answer conditional questions. */
    @Override
    public Outcome<ProviderProfile> profile(String accessToken, Optional<String> etag) {
        Outcome<User> user = connection
                .exchange(accessToken, () -> api.user(Connection.BEARER + accessToken))
                .then(answer -> answer.value().<User>as(connection.reader(User.class), Refusal::of))
                .then(ok -> isId(ok.value().uuid()) ? ok : new Transient<>("a user without an id"));
        if (user instanceof Unchanged) {
            return new Transient<>("unchanged, but since when");
        }
        if (!config.trustEmail()) {
            return user.then(ok -> profile(ok.value(), Optional.empty()));
        }
        return user.then(ok -> emails(accessToken).then(emails -> profile(ok.value(), primary(emails.value()))));
    }

    private Outcome<ProviderProfile> profile(User user, Optional<String> email) {
        ProviderProfile profile = new ProviderProfile(
                user.uuid(),
                // The nickname is not unique; a username is shown to its owner only.
                ForeignText.storable(user.username()).or(() -> ForeignText.storable(user.nickname())),
                ForeignText.storable(user.displayName()),
                picture(user.links()),
                email);
        return new Ok<>(profile, Optional.empty(), Optional.empty());
    }

    private Outcome<List<Email>> emails(String token) {
        return connection.list(
                token,
                () -> api.emails(Connection.BEARER + token, BitbucketApi.PAGE),
                next -> api.follow(Connection.BEARER + token, next.toString()),
                answer -> answer.<Emails>as(connection.reader(Emails.class), Refusal::of)
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
                () -> api.workspaces(Connection.BEARER + accessToken, BitbucketApi.PAGE),
                next -> api.follow(Connection.BEARER + accessToken, next.toString()),
                answer -> answer.<Workspaces>as(connection.reader(Workspaces.class), Refusal::of)
                        .then(page -> page(page.value().values(), page.value().next())),
                this::organization);
    }

    private Optional<ProviderOrganization> organization(Access access) {
        Workspace workspace = access.itself();
        return ForeignText.storable(workspace.slug())
                .filter(slug -> isId(workspace.uuid()))
                .map(slug -> new ProviderOrganization(
                        workspace.uuid(),
                        slug,
                        ForeignText.storable(workspace.name()),
                        picture(workspace.links()),
                        Boolean.TRUE.equals(access.administrator())));
    }

    /** Bitbucket has groups of a workspace, but shows them to its administrators only. */
    @Override
    public Outcome<List<ProviderTeam>> teams(String accessToken, String organization) {
        return new NotFound<>();
    }

    private static <W> Outcome<Page<W>> page(List<W> values, String next) {
        if (values == null) {
            return new Transient<>("a page without values");
        }
        try {
            return new Ok<>(
                    new Page<>(values, Optional.ofNullable(next).map(URI::create)), Optional.empty(), Optional.empty());
        } catch (IllegalArgumentException malformed) {
            return new Transient<>("a next page at an address that is none");
        }
    }

    private Optional<String> picture(Links links) {
        return Optional.ofNullable(links).map(Links::avatar).flatMap(avatar -> connection.picture(avatar.href()));
    }

    private static boolean isId(String uuid) {
        return uuid != null && UUID.matcher(uuid).matches();
    }
}
