/** The identities at GitHub, GitLab and other providers that a person has linked. */
package dev.rollcall.identity;
