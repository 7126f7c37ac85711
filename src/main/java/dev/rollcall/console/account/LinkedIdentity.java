package dev.rollcall.console.account;

/**
 * An identity on the page of its owner.
 *
 * @param provider the wire name, for example {@code github.com} (contract, section 2.1)
 * @param title the installation's title, or its base URL if it is no longer configured
 * @param login the login at the provider, or the subject if the provider has no logins
 * @param problem what is wrong and what to do, in sentences; empty if nothing is wrong
 */
record LinkedIdentity(String provider, String title, String login, String problem) {}
