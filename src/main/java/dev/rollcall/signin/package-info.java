/** Sign-in at a provider with OAuth and OpenID Connect: starting it, the callback, ID tokens. */
package dev.rollcall.signin;
