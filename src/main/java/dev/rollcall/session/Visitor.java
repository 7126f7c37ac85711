package dev.rollcall.session;

import dev.rollcall.http.ApiException;
import dev.rollcall.security.TokenSecret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.UUID;

/**
 * A browser that requests a page.
 *
 * @param secret the value of its session cookie
 * @param session id of the session of the person who is signed in, or null
 * @param person the person who is signed in, or null
 * @param recent whether the person signed in within the last 15 minutes
 * @param token id of the access token with which the person signed in, and with which the session ends; null if they signed in
 *     at a provider
 */
public record Visitor(String secret, UUID session, Person person, boolean recent, UUID token) {

    /**
     * A person with an active account.
     *
     * @param siteAdmin whether they administer this server
     */
    public record Person(UUID id, String login, String name, boolean siteAdmin) {}

    public boolean isSignedIn() {
        return person != null;
    }

    /**
     * {@return the CSRF token that every form of this browser contains, 64 hex digits} It is derived from the cookie's
     * secret, which other sites do not know.
     */
    public String csrf() {
        return HexFormat.of().formatHex(TokenSecret.hash("csrf " + secret));
    }

    /**
     * Checks that a form was sent from one of our pages in this browser.
     *
     * @param sent the CSRF token in the form, or null
     * @throws ApiException 403 if the token is absent or wrong
     */
    public void checkForm(String sent) {
        byte[] expected = csrf().getBytes(StandardCharsets.US_ASCII);
        if (sent == null || !MessageDigest.isEqual(expected, sent.getBytes(StandardCharsets.UTF_8))) {
            throw ApiException.forbidden(
                    "This form is no longer valid. Go back, reload the page and send the form again.");
        }
    }

    /** Hides the secret in logs. */
    @Override
    public String toString() {
        return "Visitor[session=" + session + "]";
    }
}
