package dev.rollcall.provider;

import java.util.Optional;

/**
 * A person's profile at a provider.
 *
 * @param subject never changes, and never belongs to another person
 * @param login can change, and can then belong to another person
 * @param verifiedEmail the primary address, if the provider has verified it and the operator trusts the provider
 */
public record ProviderProfile(
        String subject,
        Optional<String> login,
        Optional<String> name,
        Optional<String> avatarUrl,
        Optional<String> verifiedEmail) {}
