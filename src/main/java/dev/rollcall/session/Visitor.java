package dev.rollcall.session;

import dev.rollcall.http.ApiException;
import dev.rollcall.security.TokenSecret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.UUID;

/**
 * A browser at a page.
 *
 * @param secret from its cookie
 * @param session null while nothing is stored about the browser
 * @param person who signed in there; null if nobody has
 */
public record Visitor(String secret, UUID session, Person person) {

    /** Somebody with an active account. */
    public record Person(UUID id, String login, String name) {}

    public boolean isSignedIn() {
        return person != null;
    }

    /** What the forms of this browser's pages contain. Other sites know neither it nor the secret that it is made of. */
    public String csrf() {
        return HexFormat.of().formatHex(TokenSecret.hash("csrf " + secret));
    }

    /**
     * Checks that a form comes from a page of ours, in this browser.
     *
     * @param sent may be null
     * @throws ApiException 403 if it does not
     */
    public void checkForm(String sent) {
        byte[] expected = csrf().getBytes(StandardCharsets.US_ASCII);
        if (sent == null || !MessageDigest.isEqual(expected, sent.getBytes(StandardCharsets.UTF_8))) {
            throw ApiException.forbidden("This form is no longer valid. Go back, load the page again and repeat it.");
        }
    }

    /** Keeps the secret out of logs. */
    @Override
    public String toString() {
        return "Visitor[session=" + session + "]";
    }
}
