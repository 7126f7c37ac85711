package dev.rollcall.provider;

import java.util.Optional;

/**
 * An organization, group or workspace at a provider.
 *
 * @param id never changes
 * @param name the name that is shown; not every provider lists it
 * @param administered whether the person administers it, as far as the provider tells
 */
public record ProviderOrganization(
        String id, String login, Optional<String> name, Optional<String> avatarUrl, boolean administered) {}
