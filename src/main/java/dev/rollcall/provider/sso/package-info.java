/** A company's single sign-on, by OpenID Connect. */
package dev.rollcall.provider.sso;
