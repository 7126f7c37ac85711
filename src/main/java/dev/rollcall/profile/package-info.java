/** The caller's profile, read with one statement, and their identities, organizations and teams at providers. */
package dev.rollcall.profile;
