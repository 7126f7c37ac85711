package dev.rollcall.console.account;

import dev.rollcall.provider.ForeignText;
import dev.rollcall.token.TokenSummary;
import java.time.Instant;
import java.time.ZoneOffset;

/** A token on the page of its owner. Dates are in UTC, as {@code 2026-12-31}; an empty date means never. */
public record ListedToken(String id, String description, String created, String lastUsed, String expires) {

    public static ListedToken of(TokenSummary token) {
        return new ListedToken(
                token.id(),
                ForeignText.visible(token.description()),
                day(Instant.parse(token.created()).getEpochSecond()),
                day(token.lastUsed()),
                day(token.expires()));
    }

    private static String day(long seconds) {
        return seconds == 0
                ? ""
                : Instant.ofEpochSecond(seconds)
                        .atOffset(ZoneOffset.UTC)
                        .toLocalDate()
                        .toString();
    }
}
