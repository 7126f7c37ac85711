package dev.rollcall.console.organization.token;

import dev.rollcall.provider.ForeignText;
import dev.rollcall.token.TokenSummary;
import java.time.Instant;

/**
 * A token of an organization or a team on a page.
 *
 * @param role with which it acts
 * @param lastUsed null if it never was
 * @param expires null if it never does
 */
record ListedToken(
        String id,
        String name,
        String description,
        String role,
        String createdBy,
        Instant created,
        Instant lastUsed,
        Instant expires) {

    static ListedToken of(TokenSummary token) {
        return new ListedToken(
                token.id(),
                token.name(),
                ForeignText.visible(token.description()),
                token.role() == null ? "" : token.role().name(),
                token.createdBy(),
                Instant.parse(token.created()),
                time(token.lastUsed()),
                time(token.expires()));
    }

    private static Instant time(long seconds) {
        return seconds == 0 ? null : Instant.ofEpochSecond(seconds);
    }
}
