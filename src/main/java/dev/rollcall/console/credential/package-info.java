/** The sessions and access tokens of a person, as pages list them and ask about them. */
package dev.rollcall.console.credential;
