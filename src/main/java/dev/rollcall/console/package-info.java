/** The pages for people: sign-in, identities, access tokens, CLI login and errors. */
package dev.rollcall.console;
