package dev.rollcall.provider.google;

import dev.rollcall.provider.Connection;
import dev.rollcall.provider.ForeignText;
import dev.rollcall.provider.IdentityProvider;
import dev.rollcall.provider.OAuthRegistration;
import dev.rollcall.provider.OAuthRegistration.ClientAuthentication;
import dev.rollcall.provider.OAuthRegistration.OpenId;
import dev.rollcall.provider.OAuthRegistration.Revocation;
import dev.rollcall.provider.Outcome;
import dev.rollcall.provider.Outcome.NotFound;
import dev.rollcall.provider.Outcome.Ok;
import dev.rollcall.provider.Outcome.Transient;
import dev.rollcall.provider.Outcome.Unchanged;
import dev.rollcall.provider.ProviderClient;
import dev.rollcall.provider.ProviderOrganization;
import dev.rollcall.provider.ProviderProfile;
import dev.rollcall.provider.ProviderTeam;
import dev.rollcall.provider.UserInfo;
import dev.rollcall.provider.google.GoogleConfig.Installation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A registration at Google. Sources, at developers.google.com: "OpenID Connect", "Using OAuth 2.0 for Web Server
 * Applications".
 */
class Google implements ProviderClient {

    private final String name;
    private final Installation config;
    private final Connection connection;
    private final UserInfo.Endpoint api;

    Google(String name, Installation config, Connection connection) {
        this.name = name;
        this.config = config;
        this.connection = connection;
        this.api = connection.api(UserInfo.Endpoint.class);
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
        return IdentityProvider.GOOGLE;
    }

    @Override
    public String instance() {
        return config.issuer();
    }

    @Override
    public Outcome<OAuthRegistration> oauth() {
        // A refresh token comes only to who asks for offline access, and again only with a new consent.
        Map<String, String> parameters = new TreeMap<>(Map.of("access_type", "offline", "prompt", "consent"));
        // Offers the right accounts. It restricts nothing, since people can change an address.
        config.hostedDomain().ifPresent(domain -> parameters.put("hd", domain));
        return new Ok<>(
                new OAuthRegistration(
                        config.authorizationUrl(),
                        config.tokenUrl(),
                        Optional.of(new Revocation(config.revocationUrl(), false)),
                        config.clientId(),
                        config.clientSecret(),
                        ClientAuthentication.FORM,
                        config.scopes(),
                        Map.copyOf(parameters),
                        Optional.of(new OpenId(config.issuer(), config.keysUrl()))),
                Optional.empty(),
                Optional.empty());
    }

    /** Not conditional: the endpoint's answers have no ETag that anything is said about. */
    @Override
    public Outcome<ProviderProfile> profile(String accessToken, Optional<String> etag) {
        Outcome<UserInfo> answer = connection
                .exchange(accessToken, () -> api.ask(Connection.BEARER + accessToken, config.userinfoUrl()))
                .then(ok -> ok.value().as(connection.reader(UserInfo.class), Refusal::of));
        return answer instanceof Unchanged ? new Transient<>("unchanged, but since when") : answer.then(this::profile);
    }

    private Outcome<ProviderProfile> profile(Ok<UserInfo> answer) {
        UserInfo user = answer.value();
        if (user.subject().isEmpty()) {
            return new Transient<>("a user without an id");
        }
        // Whoever is elsewhere, or has left, is nobody here.
        if (config.hostedDomain()
                .filter(domain -> !domain.equalsIgnoreCase(user.hd()))
                .isPresent()) {
            return new NotFound<>();
        }
        // Accounts have an address, and no login.
        ProviderProfile profile = new ProviderProfile(
                user.subject().get(),
                Optional.empty(),
                ForeignText.storable(user.name()),
                connection.picture(user.picture()),
                config.trustEmail() ? user.verifiedEmail() : Optional.empty());
        return new Ok<>(profile, Optional.empty(), answer.quota());
    }

    @Override
    public Outcome<List<ProviderOrganization>> organizations(String accessToken) {
        return new Ok<>(List.of(), Optional.empty(), Optional.empty());
    }

    @Override
    public Outcome<List<ProviderTeam>> teams(String accessToken, String organization) {
        return new NotFound<>();
    }
}
