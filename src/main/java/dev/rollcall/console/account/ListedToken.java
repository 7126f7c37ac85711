package dev.rollcall.console.account;

import dev.rollcall.provider.ForeignText;
import dev.rollcall.token.TokenSummary;
import java.time.Instant;

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

    private static Instant time(long seconds) {
        return seconds == 0 ? null : Instant.ofEpochSecond(seconds);
    }
}
