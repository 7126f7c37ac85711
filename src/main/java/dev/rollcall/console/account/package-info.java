/** The pages of a person's own account: identities, sessions, access tokens, profile, e-mail address, organizations. */
package dev.rollcall.console.account;
