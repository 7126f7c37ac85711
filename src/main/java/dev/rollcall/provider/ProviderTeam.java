package dev.rollcall.provider;

/**
 * A team of an organization at a provider.
 *
 * @param description may be empty
 */
public record ProviderTeam(long id, String name, String slug, String description) {}
