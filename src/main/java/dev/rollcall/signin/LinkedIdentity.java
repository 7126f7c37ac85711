package dev.rollcall.signin;

/**
 * An identity, as its owner sees it.
 *
 * @param provider its value on the wire
 * @param title of the installation, or where it is if that is no longer configured
 */
record LinkedIdentity(String provider, String title, String login) {}
