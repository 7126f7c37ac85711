package dev.rollcall.provider.google;

import dev.rollcall.provider.Connection;
import dev.rollcall.provider.DomainName;
import dev.rollcall.provider.IdentityProvider;
import dev.rollcall.provider.Installation;
import dev.rollcall.provider.OAuthRegistration;
import dev.rollcall.provider.OAuthRegistration.ClientAuthentication;
import dev.rollcall.provider.OAuthRegistration.OpenId;
import dev.rollcall.provider.OAuthRegistration.Revocation;
import dev.rollcall.provider.Outcome;
import dev.rollcall.provider.Outcome.NotFound;
import dev.rollcall.provider.Outcome.Ok;
import dev.rollcall.provider.Outcome.Quota;
import dev.rollcall.provider.ProviderClient;
import dev.rollcall.provider.ProviderProfile;
import dev.rollcall.provider.UserInfo;
import dev.rollcall.provider.google.GoogleConfig.Settings;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A registration at Google. Sources, at developers.google.com: "OpenID Connect", "Using OAuth 2.0 for Web Server
 * Applications".
 */
class Google implements ProviderClient {

    private final Installation installation;
    private final Settings settings;
    private final Connection connection;
    private final UserInfo.Endpoint api;

    Google(String name, Settings settings, Connection connection) {
        this.installation = new Installation(IdentityProvider.GOOGLE, name, settings.title(), settings.issuer());
        this.settings = settings;
        this.connection = connection;
        this.api = connection.api(UserInfo.Endpoint.class);
    }

    @Override
    public Installation installation() {
        return installation;
    }

    @Override
    public Outcome<OAuthRegistration> oauth() {
        // Google issues a refresh token only for offline access, and a second one only after a new consent.
        Map<String, String> parameters = new TreeMap<>(Map.of("access_type", "offline", "prompt", "consent"));
        // Offers the right accounts. It does not restrict the sign-in, because people can edit the URL.
        settings.hostedDomain().ifPresent(domain -> parameters.put("hd", domain));
        return new Ok<>(new OAuthRegistration(
                settings.authorizationUrl(),
                settings.tokenUrl(),
                Optional.of(new Revocation(settings.revocationUrl(), false)),
                settings.clientId(),
                settings.clientSecret(),
                ClientAuthentication.FORM,
                settings.scopes(),
                Map.copyOf(parameters),
                Optional.of(new OpenId(settings.issuer(), settings.keysUrl()))));
    }

    /** The requests are unconditional: Google documents no ETags for this endpoint. */
    @Override
    public Outcome<ProviderProfile> profile(String accessToken, Optional<String> etag) {
        return userInfo(accessToken).then(user -> profile(user.value(), user.quota()));
    }

    @Override
    public Outcome<ProviderProfile> profile(String accessToken, UserInfo idToken) {
        return userInfo(accessToken).then(user -> profile(user.value().or(idToken), user.quota()));
    }

    private Outcome<UserInfo> userInfo(String token) {
        return connection.get(
                token,
                authorization -> api.userInfo(authorization, settings.userinfoUrl()),
                response -> response.as(UserInfo.class, Refusal::of));
    }

    private Outcome<ProviderProfile> profile(UserInfo user, Optional<Quota> quota) {
        // People outside of the domain, and people who left it, may not sign in.
        Optional<String> domain = settings.hostedDomain().filter(only -> !DomainName.same(only, user.hostedDomain()));
        if (domain.isPresent()) {
            return new NotFound<>("Choose an account of " + domain.get() + ".");
        }
        // Google accounts have an address, and no login.
        return user.profile(Optional.empty(), connection.picture(user.pictureUrl()), settings.trustEmail(), quota);
    }
}
