package dev.rollcall.provider;

import java.util.Optional;

/**
 * A person, as a provider describes them.
 *
 * @param subject never changes, and is never given to somebody else
 * @param login changes, and may then be somebody else's
 * @param verifiedEmail the primary address, if the provider says that it is the person's own and is believed
 */
public record ProviderProfile(
        String subject,
        Optional<String> login,
        Optional<String> name,
        Optional<String> avatarUrl,
        Optional<String> verifiedEmail) {}
