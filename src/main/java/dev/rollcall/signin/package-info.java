/** Signing in at a provider by OAuth: starting, coming back, and checking who came. */
package dev.rollcall.signin;
