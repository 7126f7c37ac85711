/**
 * Requests to identity providers and what they return. This package knows no accounts and no tables.
 *
 * <p>A provider is a package of its own below this one. It contains the provider's settings, the endpoints and records
 * of its API, the meaning of its error responses, and a {@link dev.rollcall.provider.ProviderClient} that uses them.
 */
package dev.rollcall.provider;
