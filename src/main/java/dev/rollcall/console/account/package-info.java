/** The pages of a person's own account: identities, sessions, access tokens. */
package dev.rollcall.console.account;
