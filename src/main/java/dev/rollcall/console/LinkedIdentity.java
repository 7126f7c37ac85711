package dev.rollcall.console;

/**
 * An identity, as its owner sees it.
 *
 * @param provider its value on the wire
 * @param title of the installation, or where it is if that is no longer configured
 * @param standing what is wrong with it, in a sentence; may be empty
 */
record LinkedIdentity(String provider, String title, String login, String standing) {}
