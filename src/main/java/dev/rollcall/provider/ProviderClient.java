package dev.rollcall.provider;

import dev.rollcall.provider.Outcome.NotFound;
import dev.rollcall.provider.Outcome.Ok;
import java.util.List;
import java.util.Optional;

/**
 * Reads at one installation of an identity provider what a person may see there. Implementations block, take a bounded
 * time, and never throw because of what a provider answers. Callers must not hold a transaction.
 */
public interface ProviderClient {

    /** Which installation this is. The four methods below return its parts. */
    Installation installation();

    default String name() {
        return installation().name();
    }

    default String title() {
        return installation().title();
    }

    default IdentityProvider provider() {
        return installation().provider();
    }

    default String instance() {
        return installation().instance();
    }

    /** How people authorize Rollcall here. If the provider's URLs are discovered, this may send a request. */
    Outcome<OAuthRegistration> oauth();

    /**
     * The token's owner. This may be another person than last time, so the caller compares subjects.
     *
     * @param etag of the last response for this token
     */
    Outcome<ProviderProfile> profile(String accessToken, Optional<String> etag);

    /**
     * The profile of a person who signs in. Some providers of OpenID Connect say in the ID token what they do not say
     * when they are asked.
     *
     * @param idToken the claims of the verified ID token. They may be about another person than the token's owner, so
     *     the caller compares subjects
     */
    default Outcome<ProviderProfile> profile(String accessToken, UserInfo idToken) {
        return profile(accessToken, Optional.empty());
    }

    /**
     * All organizations that the person sees. Some providers have none. The list is not {@linkplain Ok#complete
     * complete} if the provider says that it hides some.
     */
    default Outcome<List<ProviderOrganization>> organizations(String accessToken) {
        return new Ok<>(List.of());
    }

    /** All teams of an organization that the person sees; {@link NotFound} at providers that show no teams. */
    default Outcome<List<ProviderTeam>> teams(String accessToken, String organization) {
        return new NotFound<>();
    }

    /**
     * The ids of the teams, of any organization, that the person is a member of; {@link NotFound} at providers that show
     * no teams. The list is not {@linkplain Ok#complete complete} if the provider says that it hides some.
     */
    default Outcome<List<Long>> ownTeams(String accessToken) {
        return new NotFound<>();
    }
}
