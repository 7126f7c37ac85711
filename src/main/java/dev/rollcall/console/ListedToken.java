package dev.rollcall.console;

import dev.rollcall.token.TokenSummary;
import java.time.Instant;
import java.time.ZoneOffset;

/** A token, as its owner sees it; days are those of UTC, and empty for never. */
record ListedToken(String id, String description, String created, String lastUsed, String expires) {

    static ListedToken of(TokenSummary token) {
        return new ListedToken(
                token.id(),
                token.description(),
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
