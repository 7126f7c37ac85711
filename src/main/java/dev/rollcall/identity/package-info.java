/** The identities at GitHub, GitLab and other providers that people have linked: profiles, tokens and organizations. */
package dev.rollcall.identity;
