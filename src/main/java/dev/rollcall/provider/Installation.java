package dev.rollcall.provider;

/**
 * Which installation of which provider a client talks to.
 *
 * @param name the operator's name for it, and a part of the URLs of the sign-in pages
 * @param title the text on the sign-in button, for example "GitHub"
 * @param instance its base URL or issuer. With a subject it identifies an identity, so it never changes
 */
public record Installation(IdentityProvider provider, String name, String title, String instance) {}
