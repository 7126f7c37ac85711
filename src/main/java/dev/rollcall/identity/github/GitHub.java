package dev.rollcall.identity.github;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.rollcall.identity.IdentityProvider;
import dev.rollcall.identity.OAuthRegistration;
import dev.rollcall.identity.OAuthRegistration.ClientAuthentication;
import dev.rollcall.identity.OAuthRegistration.Revocation;
import dev.rollcall.identity.Outcome;
import dev.rollcall.identity.Outcome.InsufficientScope;
import dev.rollcall.identity.Outcome.NotFound;
import dev.rollcall.identity.Outcome.Ok;
import dev.rollcall.identity.Outcome.Revoked;
import dev.rollcall.identity.Outcome.Transient;
import dev.rollcall.identity.Outcome.Unchanged;
import dev.rollcall.identity.ProviderClient;
import dev.rollcall.identity.ProviderOrganization;
import dev.rollcall.identity.ProviderProfile;
import dev.rollcall.identity.ProviderTeam;
import dev.rollcall.identity.ProvidersConfig;
import dev.rollcall.identity.github.GitHubApi.Email;
import dev.rollcall.identity.github.GitHubApi.Organization;
import dev.rollcall.identity.github.GitHubApi.Team;
import dev.rollcall.identity.github.GitHubApi.User;
import dev.rollcall.identity.github.GitHubConfig.Installation;
import dev.rollcall.user.ForeignText;
import io.quarkus.rest.client.reactive.QuarkusRestClientBuilder;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jboss.resteasy.reactive.client.api.LoggingScope;

/**
 * One installation of GitHub. It is believed in nothing: answers have a size, a time and a number of pages that they may
 * not exceed, and whatever is odd about one makes it {@link Transient}, so that a list is whole or not there.
 */
class GitHub implements ProviderClient {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    private static final int MAX_PAGES = 50;
    private static final int MAX_ITEMS = 5000;
    private static final int MAX_URL = 2048;

    /** What a header can carry; everything else is no token. */
    private static final Pattern TOKEN = Pattern.compile("[!-~]+");

    /** What an organization can be called; everything else is none, and would be another path. */
    private static final Pattern LOGIN = Pattern.compile("[a-zA-Z0-9_-]{1,100}");

    private final String name;
    private final Installation config;
    private final URI apiUrl;
    private final Duration listTimeout;
    private final ObjectMapper json;
    private final Clock clock;
    private final GitHubApi api;

    GitHub(
            String name,
            Installation config,
            ProvidersConfig timeouts,
            ObjectMapper json,
            Clock clock,
            Vertx vertx,
            String version) {
        this.name = name;
        this.config = config;
        this.apiUrl = URI.create(config.apiUrl());
        this.listTimeout = timeouts.listTimeout();
        this.json = json;
        this.clock = clock;
        long answerTimeout = timeouts.answerTimeout().toMillis();
        this.api = QuarkusRestClientBuilder.newBuilder()
                .baseUri(apiUrl)
                // GitHub refuses who has none: "Getting started with the REST API".
                .userAgent("rollcall/" + version)
                .connectTimeout(CONNECT_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                // Ends when nothing comes for so long; what comes drop by drop is ended by the timer.
                .readTimeout(answerTimeout, TimeUnit.MILLISECONDS)
                .httpClientRequestCustomizer(request -> end(request, answerTimeout, vertx))
                .followRedirects(false)
                .disableDefaultMapper(true)
                // Not even where an operator logs the requests of all clients: these have tokens.
                .loggingScope(LoggingScope.NONE)
                .build(GitHubApi.class);
    }

    /** Ends a request that takes too long; only while it lasts, since its connection serves the next one too. */
    private static void end(HttpClientRequest request, long timeout, Vertx vertx) {
        long timer = vertx.setTimer(timeout, late -> request.reset());
        request.response().compose(HttpClientResponse::end).onComplete(over -> vertx.cancelTimer(timer));
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
        return ask(token, etag, () -> api.user(GitHubApi.BEARER + token, nullable(etag)), json.readerFor(User.class));
    }

    private Outcome<List<Email>> emails(String token, String etag) {
        Outcome<List<Email>> emails = ask(
                token,
                etag,
                () -> api.emails(GitHubApi.BEARER + token, nullable(etag), GitHubApi.PAGE),
                json.readerForListOf(Email.class));
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
                picture(user.avatarUrl()),
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
        return new Listing<>(accessToken, Organization.class, this::organization)
                .from(() -> api.organizations(GitHubApi.BEARER + accessToken, GitHubApi.PAGE));
    }

    private Optional<ProviderOrganization> organization(Organization organization) {
        return ForeignText.storable(organization.login())
                .filter(login -> isId(organization.id()))
                .map(login -> new ProviderOrganization(
                        organization.id().toString(),
                        login,
                        Optional.empty(),
                        picture(organization.avatarUrl()),
                        false));
    }

    @Override
    public Outcome<List<ProviderTeam>> teams(String accessToken, String organization) {
        if (!LOGIN.matcher(organization).matches()) {
            return new NotFound<>();
        }
        return new Listing<>(accessToken, Team.class, GitHub::team)
                .from(() -> api.teams(GitHubApi.BEARER + accessToken, organization, GitHubApi.PAGE));
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

    private Optional<String> picture(String url) {
        try {
            return Optional.ofNullable(url)
                    .filter(picture -> picture.length() <= MAX_URL)
                    .map(URI::create)
                    .filter(picture -> picture.getHost() != null)
                    .filter(picture -> "https".equals(picture.getScheme())
                            || apiUrl.getScheme().equals(picture.getScheme()))
                    .map(URI::toString);
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    private <T> Outcome<T> ask(String token, String etag, Supplier<Response> request, ObjectReader type) {
        Outcome<T> outcome =
                exchange(token, request).then(answer -> answer.value().as(type));
        return outcome instanceof Unchanged && etag.isEmpty() ? new Transient<>("unchanged, but since when") : outcome;
    }

    private Outcome<Answer> exchange(String token, Supplier<Response> request) {
        if (!TOKEN.matcher(token).matches()) {
            return new Revoked<>();
        }
        try {
            return Answer.read(request.get(), token, json, clock.instant());
        } catch (IOException | RuntimeException failure) {
            // The client throws whatever Vert.x does. Messages may quote what was sent, the token included.
            return new Transient<>("no good answer: " + root(failure).getClass().getSimpleName());
        }
    }

    private static Throwable root(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .limit(20)
                .reduce(failure, (outer, inner) -> inner);
    }

    private static String nullable(String etag) {
        return etag.isEmpty() ? null : etag;
    }

    /** Whether an address is at the place that people's tokens may be sent to. */
    private boolean isHere(URI url) {
        return apiUrl.getScheme().equalsIgnoreCase(url.getScheme())
                && apiUrl.getHost().equalsIgnoreCase(url.getHost())
                && port(apiUrl) == port(url);
    }

    private static int port(URI url) {
        if (url.getPort() != -1) {
            return url.getPort();
        }
        return "https".equalsIgnoreCase(url.getScheme()) ? 443 : 80;
    }

    /** A list on its way, page by page. Half of one would look as if the person had left the rest. */
    private class Listing<W, T> {

        private final String token;
        private final ObjectReader type;
        private final Function<W, Optional<T>> item;
        private final Instant deadline = clock.instant().plus(listTimeout);
        private final List<T> items = new ArrayList<>();
        private int pages;

        Listing(String token, Class<W> type, Function<W, Optional<T>> item) {
            this.token = token;
            this.type = json.readerForListOf(type);
            this.item = item;
        }

        Outcome<List<T>> from(Supplier<Response> request) {
            if (++pages > MAX_PAGES || clock.instant().isAfter(deadline)) {
                return new Transient<>("a list that does not end");
            }
            return exchange(token, request)
                    .then(answer -> answer.value().<List<W>>as(type).then(page -> goOn(page, answer.value())));
        }

        private Outcome<List<T>> goOn(Ok<List<W>> page, Answer answer) {
            for (W wire : page.value()) {
                Optional<T> read = Optional.ofNullable(wire).flatMap(item);
                if (read.isEmpty()) {
                    return new Transient<>("an item without an id or a name");
                }
                items.add(read.get());
            }
            if (items.size() > MAX_ITEMS) {
                return new Transient<>("a list that does not end");
            }
            if (answer.next().isEmpty()) {
                return new Ok<>(List.copyOf(items), Optional.empty(), page.quota());
            }
            URI next = answer.next().get();
            return isHere(next)
                    ? from(() -> api.follow(GitHubApi.BEARER + token, next.toString()))
                    : new Transient<>("a next page elsewhere");
        }
    }
}
