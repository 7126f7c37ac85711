package dev.rollcall.provider.sso;

import dev.rollcall.provider.Connection;
import dev.rollcall.provider.IdentityProvider;
import dev.rollcall.provider.Installation;
import dev.rollcall.provider.OAuthRegistration;
import dev.rollcall.provider.OAuthRegistration.OpenId;
import dev.rollcall.provider.OAuthRegistration.Revocation;
import dev.rollcall.provider.Outcome;
import dev.rollcall.provider.Outcome.Ok;
import dev.rollcall.provider.Outcome.Quota;
import dev.rollcall.provider.Outcome.Transient;
import dev.rollcall.provider.Outcome.Unchanged;
import dev.rollcall.provider.ProviderClient;
import dev.rollcall.provider.ProviderProfile;
import dev.rollcall.provider.UserInfo;
import dev.rollcall.provider.sso.DiscoveryApi.Document;
import dev.rollcall.provider.sso.SsoConfig.Settings;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/** A company's OpenID Connect provider. */
class SingleSignOn implements ProviderClient {

    private final Installation installation;
    private final Settings settings;
    private final Discovery discovery;
    private final Connection connection;
    private final UserInfo.Endpoint api;

    /**
     * @param connection to the host of the UserInfo endpoint
     */
    SingleSignOn(String name, Settings settings, Discovery discovery, Connection connection) {
        this.installation = new Installation(IdentityProvider.SSO, name, settings.title(), settings.issuer());
        this.settings = settings;
        this.discovery = discovery;
        this.connection = connection;
        this.api = connection.api(UserInfo.Endpoint.class);
    }

    @Override
    public Installation installation() {
        return installation;
    }

    @Override
    public Outcome<OAuthRegistration> oauth() {
        return discovery.document().then(known -> new Ok<>(registration(known.value())));
    }

    private OAuthRegistration registration(Document document) {
        return new OAuthRegistration(
                document.authorization(),
                document.token(),
                Optional.ofNullable(document.revocation()).map(url -> new Revocation(url, false)),
                settings.clientId(),
                settings.clientSecret(),
                settings.clientAuthentication(),
                settings.scopes(),
                Map.of(),
                Optional.of(new OpenId(settings.issuer(), document.keys())));
    }

    /**
     * The requests are unconditional: OpenID Connect defines no ETags. Without a UserInfo endpoint there is nobody to
     * ask, so nothing has changed since the last sign-in.
     */
    @Override
    public Outcome<ProviderProfile> profile(String accessToken, Optional<String> etag) {
        return discovery
                .document()
                .then(known -> known.value().userInfo() == null
                        ? new Unchanged<>()
                        : userInfo(accessToken, known.value()).then(user -> profile(user.value(), user.quota())));
    }

    @Override
    public Outcome<ProviderProfile> profile(String accessToken, UserInfo idToken) {
        return discovery
                .document()
                .then(known -> known.value().userInfo() == null
                        ? profile(idToken, Optional.empty())
                        : userInfo(accessToken, known.value())
                                .then(user -> profile(user.value().or(idToken), user.quota())));
    }

    private Outcome<UserInfo> userInfo(String token, Document document) {
        // Only the operator decides where tokens go, not the discovery document.
        if (!connection.isHere(URI.create(document.userInfo()))) {
            return new Transient<>("the UserInfo endpoint is on another host: set api-url to that host");
        }
        return connection.get(
                token,
                authorization -> api.userInfo(authorization, document.userInfo()),
                response -> response.as(UserInfo.class, Refusal::of));
    }

    private Outcome<ProviderProfile> profile(UserInfo user, Optional<Quota> quota) {
        return user.profile(
                user.login(),
                connection.picture(user.pictureUrl()).filter(this::isForBrowsers),
                settings.trustEmail(),
                quota);
    }

    /** Microsoft Graph serves pictures only to requests with a token. Browsers send none. */
    private boolean isForBrowsers(String picture) {
        return settings.apiUrl().isEmpty() || !connection.isHere(URI.create(picture));
    }
}
