package dev.rollcall.console.credential;

import dev.rollcall.console.Confirmation;
import dev.rollcall.provider.ForeignText;
import dev.rollcall.token.TokenSummary;
import java.time.Instant;
import java.util.List;

/**
 * A token on the page of its owner.
 *
 * @param lastUsed null for never
 * @param expires null for never
 */
public record ListedToken(
        String id, String description, Instant created, Instant lastUsed, Instant expires, boolean expired) {

    public static ListedToken of(TokenSummary token) {
        Instant expires = time(token.expires());
        return new ListedToken(
                token.id(),
                ForeignText.visible(token.description()),
                Instant.parse(token.created()),
                time(token.lastUsed()),
                expires,
                expires != null && !expires.isAfter(Instant.now()));
    }

    /**
     * {@return what a page asks before a token is revoked}
     *
     * @param description of the token; may be empty
     * @param action the path of the form
     * @param list the path of the page that lists the token
     */
    public static Confirmation question(String description, String action, String list) {
        String visible = ForeignText.visible(description);
        return new Confirmation(
                visible.isEmpty() ? "Revoke the token without a description" : "Revoke the token " + visible,
                List.of(
                        "Programs that use it are refused at once. So are those with tokens that were created with it."),
                action,
                list);
    }

    private static Instant time(long seconds) {
        return seconds == 0 ? null : Instant.ofEpochSecond(seconds);
    }
}
