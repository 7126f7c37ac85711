/** A company's single sign-on with OpenID Connect. The API calls this kind of provider "SAML". */
package dev.rollcall.provider.sso;
