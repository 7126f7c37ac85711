package dev.rollcall.provider;

import java.util.Optional;

/**
 * An organization, group or workspace at a provider.
 *
 * @param id never changes
 * @param name the display name, if the provider lists it
 * @param administered whether the person administers it; false if the provider does not say
 */
public record ProviderOrganization(
        String id, String login, Optional<String> name, Optional<String> avatarUrl, boolean administered) {}
