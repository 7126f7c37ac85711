/** Every page for people: signing in, identities, tokens, logging the CLI in, errors. Calls the features below it. */
package dev.rollcall.console;
