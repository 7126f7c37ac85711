package dev.rollcall.provider;

import java.util.List;
import java.util.Optional;

/**
 * One configured installation of an identity provider, and how to read there what a person may see. Implementations
 * block, take a bounded time and never throw because of what a provider answers; they are called outside of
 * transactions. What kinds of providers cannot show is {@link Outcome.NotFound}.
 */
public interface ProviderClient {

    /** The name that the operator gave the installation: a part of the sign-in pages' addresses. */
    String name();

    /** What people read on the button, for example "GitHub". */
    String title();

    IdentityProvider provider();

    /** The installation's base URL, or its issuer: an identity there is known by it and the subject. Never changes. */
    String instance();

    /** How people authorize the service here. It may have to ask, where the provider's addresses are discovered. */
    Outcome<OAuthRegistration> oauth();

    /**
     * Who the token belongs to. That may be somebody else than last time: the caller compares subjects.
     *
     * @param etag of the last answer for this very token
     */
    Outcome<ProviderProfile> profile(String accessToken, Optional<String> etag);

    /** All organizations that the person sees, never a part of them. */
    Outcome<List<ProviderOrganization>> organizations(String accessToken);

    /** All teams of an organization that the person sees, never a part of them. */
    Outcome<List<ProviderTeam>> teams(String accessToken, String organization);
}
