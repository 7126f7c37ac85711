package dev.rollcall.provider.sso;

import dev.rollcall.provider.Connection;
import dev.rollcall.provider.ForeignText;
import dev.rollcall.provider.IdentityProvider;
import dev.rollcall.provider.OAuthRegistration;
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
import dev.rollcall.provider.sso.DiscoveryApi.Document;
import dev.rollcall.provider.sso.SsoConfig.Installation;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A company's OpenID Connect provider. */
class SingleSignOn implements ProviderClient {

    private final String name;
    private final Installation config;
    private final Discovery discovery;
    private final Connection connection;
    private final UserInfo.Endpoint api;

    /**
     * @param connection to where people are described
     */
    SingleSignOn(String name, Installation config, Discovery discovery, Connection connection) {
        this.name = name;
        this.config = config;
        this.discovery = discovery;
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

    /** On the wire "SAML", the only name that it has for single sign-on. */
    @Override
    public IdentityProvider provider() {
        return IdentityProvider.SSO;
    }

    @Override
    public String instance() {
        return config.issuer();
    }

    @Override
    public Outcome<OAuthRegistration> oauth() {
        return discovery
                .document()
                .then(known -> new Ok<>(registration(known.value()), Optional.empty(), Optional.empty()));
    }

    private OAuthRegistration registration(Document document) {
        return new OAuthRegistration(
                document.authorization(),
                document.token(),
                Optional.ofNullable(document.revocation()).map(url -> new Revocation(url, false)),
                config.clientId(),
                config.clientSecret(),
                config.clientAuthentication(),
                config.scopes(),
                Map.of(),
                Optional.of(new OpenId(config.issuer(), document.keys())));
    }

    /** Not conditional: the standard knows no ETags. */
    @Override
    public Outcome<ProviderProfile> profile(String accessToken, Optional<String> etag) {
        Outcome<UserInfo> answer = discovery.document().then(known -> ask(accessToken, known.value()));
        return answer instanceof Unchanged ? new Transient<>("unchanged, but since when") : answer.then(this::profile);
    }

    private Outcome<UserInfo> ask(String token, Document document) {
        // What a document says does not decide where tokens go; the operator does.
        if (!connection.isHere(URI.create(document.userInfo()))) {
            return new Transient<>("the UserInfo endpoint is at another host: api-url must name it");
        }
        return connection
                .exchange(token, () -> api.ask(Connection.BEARER + token, document.userInfo()))
                .then(ok -> ok.value().as(connection.reader(UserInfo.class), Refusal::of));
    }

    private Outcome<ProviderProfile> profile(Ok<UserInfo> answer) {
        UserInfo user = answer.value();
        if (user.subject().isEmpty()) {
            return new Transient<>("a user without an id");
        }
        ProviderProfile profile = new ProviderProfile(
                user.subject().get(),
                ForeignText.storable(user.preferredUsername()),
                ForeignText.storable(user.name()),
                connection.picture(user.picture()).filter(this::isForBrowsers),
                config.trustEmail() ? user.verifiedEmail() : Optional.empty());
        return new Ok<>(profile, Optional.empty(), answer.quota());
    }

    /** Microsoft Graph's pictures are shown to who has a token, which browsers have not. */
    private boolean isForBrowsers(String picture) {
        return config.apiUrl().isEmpty() || !connection.isHere(URI.create(picture));
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
