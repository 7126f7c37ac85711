package dev.rollcall.provider.github;

import dev.rollcall.provider.Connection;
import dev.rollcall.provider.ForeignText;
import dev.rollcall.provider.IdentityProvider;
import dev.rollcall.provider.Installation;
import dev.rollcall.provider.OAuthRegistration;
import dev.rollcall.provider.OAuthRegistration.ClientAuthentication;
import dev.rollcall.provider.OAuthRegistration.Revocation;
import dev.rollcall.provider.Outcome;
import dev.rollcall.provider.Outcome.InsufficientScope;
import dev.rollcall.provider.Outcome.NotFound;
import dev.rollcall.provider.Outcome.Ok;
import dev.rollcall.provider.Outcome.Transient;
import dev.rollcall.provider.Outcome.Unchanged;
import dev.rollcall.provider.ProviderClient;
import dev.rollcall.provider.ProviderOrganization;
import dev.rollcall.provider.ProviderProfile;
import dev.rollcall.provider.ProviderTeam;
import dev.rollcall.provider.github.GitHubApi.Email;
import dev.rollcall.provider.github.GitHubApi.Organization;
import dev.rollcall.provider.github.GitHubApi.Team;
import dev.rollcall.provider.github.GitHubApi.User;
import dev.rollcall.provider.github.GitHubConfig.Settings;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;

/** One installation of GitHub. */
class GitHub implements ProviderClient {

    /** The logins of organizations. Other text could change the path of a request. */
    private static final Pattern LOGIN = Pattern.compile("[a-zA-Z0-9_-]{1,100}");

    private final Installation installation;
    private final Settings settings;
    private final Connection connection;
    private final GitHubApi api;

    GitHub(String name, Settings settings, Connection connection) {
        this.installation = new Installation(IdentityProvider.GITHUB, name, settings.title(), settings.baseUrl());
        this.settings = settings;
        this.connection = connection;
        this.api = connection.api(GitHubApi.class);
    }

    @Override
    public Installation installation() {
        return installation;
    }

    @Override
    public Outcome<OAuthRegistration> oauth() {
        String login = settings.baseUrl() + "/login/oauth/";
        return new Ok<>(OAuthRegistration.of(
                settings,
                ClientAuthentication.FORM,
                login + "authorize",
                login + "access_token",
                Optional.of(
                        new Revocation(settings.apiUrl() + "/applications/" + settings.clientId() + "/token", true))));
    }

    /** The profile consists of two responses, and its ETag of two ETags: an address can change on its own. */
    @Override
    public Outcome<ProviderProfile> profile(String accessToken, Optional<String> etag) {
        // An ETag contains no space: RFC 9110, section 8.8.3.
        String[] known = etag.orElse("").split(" ", 2);
        Outcome<User> user = user(accessToken, Optional.of(known[0]).filter(first -> !first.isEmpty()));
        boolean sameUser = user instanceof Unchanged;
        if (!settings.trustEmail() || !(user instanceof Ok || sameUser)) {
            return user.then(ok -> profile(ok, Optional.empty(), ok.etag()));
        }
        Outcome<List<Email>> emails =
                emails(accessToken, sameUser && known.length == 2 ? Optional.of(known[1]) : Optional.empty());
        if (sameUser && emails instanceof Unchanged) {
            return new Unchanged<>();
        }
        return emails.then(addresses -> (sameUser ? user(accessToken, Optional.empty()) : user)
                .then(ok -> profile(
                        new Ok<>(ok.value(), ok.etag(), addresses.quota()),
                        primary(addresses.value()),
                        ok.etag().flatMap(first -> addresses.etag().map(second -> first + " " + second)))));
    }

    private Outcome<User> user(String token, Optional<String> etag) {
        return connection.get(token, etag, api::user, response -> response.as(User.class, Refusal::of));
    }

    private Outcome<List<Email>> emails(String token, Optional<String> etag) {
        Outcome<List<Email>> emails = connection.get(
                token,
                etag,
                (authorization, known) -> api.emails(authorization, known, GitHubApi.PAGE),
                response -> response.asList(Email.class, Refusal::of));
        // Every account has addresses. If the token lacks the scope, GitHub answers 404.
        return emails instanceof NotFound ? new InsufficientScope<>(Set.of("user:email")) : emails;
    }

    private Outcome<ProviderProfile> profile(Ok<User> response, Optional<String> email, Optional<String> etag) {
        User user = response.value();
        if (!isId(user.id())) {
            return new Transient<>("the user has no valid id");
        }
        ProviderProfile profile = new ProviderProfile(
                user.id().toString(),
                ForeignText.storable(user.login()),
                ForeignText.storable(user.name()),
                connection.picture(user.avatarUrl()),
                email);
        return new Ok<>(profile, etag, response.quota());
    }

    private static Optional<String> primary(List<Email> emails) {
        return emails.stream()
                .filter(email ->
                        email != null && Boolean.TRUE.equals(email.primary()) && Boolean.TRUE.equals(email.verified()))
                .flatMap(email -> ForeignText.email(email.email()).stream())
                .findFirst();
    }

    /** GitHub leaves out organizations that require single sign-on, if the token has none, and says so in a header. */
    @Override
    public Outcome<List<ProviderOrganization>> organizations(String accessToken) {
        AtomicBoolean complete = new AtomicBoolean(true);
        return connection
                .list(
                        accessToken,
                        authorization -> api.organizations(authorization, GitHubApi.PAGE),
                        api::follow,
                        response -> {
                            if (Refusal.isPartial(response)) {
                                complete.set(false);
                            }
                            return response.asPage(Organization.class, Refusal::of);
                        },
                        this::organization)
                .then(list -> new Ok<>(list.value(), list.etag(), list.quota(), complete.get()));
    }

    private Optional<ProviderOrganization> organization(Organization organization) {
        return ForeignText.exact(organization.login())
                .filter(login -> isId(organization.id()))
                .map(login -> new ProviderOrganization(
                        organization.id().toString(),
                        login,
                        Optional.empty(),
                        connection.picture(organization.avatarUrl()),
                        false));
    }

    @Override
    public Outcome<List<ProviderTeam>> teams(String accessToken, String organization) {
        if (!LOGIN.matcher(organization).matches()) {
            return new NotFound<>();
        }
        return connection.list(
                accessToken,
                authorization -> api.teams(authorization, organization, GitHubApi.PAGE),
                api::follow,
                response -> response.asPage(Team.class, Refusal::of),
                GitHub::team);
    }

    /** GitHub leaves out teams of organizations that require single sign-on, as in {@link #organizations}. */
    @Override
    public Outcome<List<Long>> ownTeams(String accessToken) {
        AtomicBoolean complete = new AtomicBoolean(true);
        return connection
                .list(
                        accessToken,
                        authorization -> api.ownTeams(authorization, GitHubApi.PAGE),
                        api::follow,
                        response -> {
                            if (Refusal.isPartial(response)) {
                                complete.set(false);
                            }
                            return response.asPage(Team.class, Refusal::of);
                        },
                        team -> Optional.ofNullable(team.id()).filter(GitHub::isId))
                .then(list -> new Ok<>(list.value(), list.etag(), list.quota(), complete.get()));
    }

    private static Optional<ProviderTeam> team(Team team) {
        return ForeignText.exact(team.slug())
                .filter(slug -> isId(team.id()))
                .map(slug -> new ProviderTeam(
                        team.id(),
                        ForeignText.storable(team.name()).orElse(slug),
                        slug,
                        ForeignText.storable(team.description()).orElse("")));
    }

    private static boolean isId(Long id) {
        return id != null && id > 0;
    }
}
