package dev.rollcall.console.account;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A choice of when a new token expires.
 *
 * @param days whole days; 0 for as late as the server allows
 */
record TokenLifetime(int days, String title, boolean selected) {

    /** {@return the choices, from short to long} */
    static List<TokenLifetime> upTo(Optional<Duration> most) {
        TokenLifetime last = new TokenLifetime(0, most.isPresent() ? "as late as this server allows" : "never", false);
        return Stream.of(
                        new TokenLifetime(7, "in 7 days", false),
                        new TokenLifetime(30, "in 30 days", true),
                        new TokenLifetime(90, "in 90 days", false),
                        new TokenLifetime(365, "in a year", false),
                        last)
                .filter(choice ->
                        most.isEmpty() || Duration.ofDays(choice.days()).compareTo(most.get()) <= 0)
                .toList();
    }
}
