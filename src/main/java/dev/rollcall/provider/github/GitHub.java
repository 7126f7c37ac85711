package dev.rollcall.provider.github;

import com.fasterxml.jackson.databind.ObjectReader;
import dev.rollcall.provider.Connection;
import dev.rollcall.provider.Connection.Page;
import dev.rollcall.provider.ForeignText;
import dev.rollcall.provider.IdentityProvider;
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
import dev.rollcall.provider.github.GitHubConfig.Installation;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** One installation of GitHub. */
class GitHub implements ProviderClient {

    /** What an organization can be called; everything else is none, and would be another path. */
    private static final Pattern LOGIN = Pattern.compile("[a-zA-Z0-9_-]{1,100}");

    private final String name;
    private final Installation config;
    private final Connection connection;
    private final GitHubApi api;

    GitHub(String name, Installation config, Connection connection) {
        this.name = name;
        this.config = config;
        this.connection = connection;
        this.api = connection.api(GitHubApi.class);
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
        return IdentityProvider.GITHUB;
    }

    @Override
    public String instance() {
        return config.baseUrl();
    }

    @Override
    public Outcome<OAuthRegistration> oauth() {
        String login = config.baseUrl() + "/login/oauth/";
        return new Ok<>(
                new OAuthRegistration(
                        login + "authorize",
                        login + "access_token",
                        Optional.of(new Revocation(
                                config.apiUrl() + "/applications/" + config.clientId() + "/token", true)),
                        config.clientId(),
                        config.clientSecret(),
                        ClientAuthentication.FORM,
                        config.scopes(),
                        Map.of(),
                        Optional.empty()),
                Optional.empty(),
                Optional.empty());
    }

    /** Two answers make it, and two ETags: an address can change while the rest does not. */
    @Override
    public Outcome<ProviderProfile> profile(String accessToken, Optional<String> etag) {
        // An ETag contains no space: RFC 9110, section 8.8.3.
        String[] known = etag.orElse("").split(" ", 2);
        Outcome<User> user = user(accessToken, known[0]);
        boolean sameUser = user instanceof Unchanged;
        if (!config.trustEmail() || !(user instanceof Ok || sameUser)) {
            return user.then(ok -> profile(ok, Optional.empty(), ok.etag()));
        }
        Outcome<List<Email>> emails = emails(accessToken, sameUser && known.length == 2 ? known[1] : "");
        if (sameUser && emails instanceof Unchanged) {
            return new Unchanged<>();
        }
        return emails.then(addresses -> (sameUser ? user(accessToken, "") : user)
                .then(ok -> profile(
                        new Ok<>(ok.value(), ok.etag(), addresses.quota()),
                        primary(addresses.value()),
                        ok.etag().flatMap(first -> addresses.etag().map(second -> first + " " + second)))));
    }

    private Outcome<User> user(String token, String etag) {
        return ask(
                token, etag, () -> api.user(Connection.BEARER + token, nullable(etag)), connection.reader(User.class));
    }

    private Outcome<List<Email>> emails(String token, String etag) {
        Outcome<List<Email>> emails = ask(
                token,
                etag,
                () -> api.emails(Connection.BEARER + token, nullable(etag), GitHubApi.PAGE),
                connection.listReader(Email.class));
        // Everybody has addresses; to a token without the scope GitHub says that there are none.
        return emails instanceof NotFound ? new InsufficientScope<>(Set.of("user:email")) : emails;
    }

    private Outcome<ProviderProfile> profile(Ok<User> answer, Optional<String> email, Optional<String> etag) {
        User user = answer.value();
        if (!isId(user.id())) {
            return new Transient<>("a user without an id");
        }
        ProviderProfile profile = new ProviderProfile(
                user.id().toString(),
                ForeignText.storable(user.login()),
                ForeignText.storable(user.name()),
                connection.picture(user.avatarUrl()),
                email);
        return new Ok<>(profile, etag, answer.quota());
    }

    private static Optional<String> primary(List<Email> emails) {
        return emails.stream()
                .filter(email ->
                        email != null && Boolean.TRUE.equals(email.primary()) && Boolean.TRUE.equals(email.verified()))
                .flatMap(email -> ForeignText.email(email.email()).stream())
                .findFirst();
    }

    @Override
    public Outcome<List<ProviderOrganization>> organizations(String accessToken) {
        return list(
                accessToken,
                () -> api.organizations(Connection.BEARER + accessToken, GitHubApi.PAGE),
                Organization.class,
                this::organization);
    }

    private Optional<ProviderOrganization> organization(Organization organization) {
        return ForeignText.storable(organization.login())
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
        return list(
                accessToken,
                () -> api.teams(Connection.BEARER + accessToken, organization, GitHubApi.PAGE),
                Team.class,
                GitHub::team);
    }

    private static Optional<ProviderTeam> team(Team team) {
        return ForeignText.storable(team.slug())
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

    private <T> Outcome<T> ask(String token, String etag, Supplier<Response> request, ObjectReader type) {
        Outcome<T> outcome = connection
                .exchange(token, request)
                .then(answer -> answer.value().as(type, Refusal::of));
        return outcome instanceof Unchanged && etag.isEmpty() ? new Transient<>("unchanged, but since when") : outcome;
    }

    private static String nullable(String etag) {
        return etag.isEmpty() ? null : etag;
    }

    private <W, T> Outcome<List<T>> list(
            String token, Supplier<Response> first, Class<W> type, Function<W, Optional<T>> item) {
        return connection.list(
                token,
                first,
                next -> api.follow(Connection.BEARER + token, next.toString()),
                answer -> answer.<List<W>>as(connection.listReader(type), Refusal::of)
                        .then(items ->
                                new Ok<>(new Page<>(items.value(), answer.next()), Optional.empty(), items.quota())),
                item);
    }
}
