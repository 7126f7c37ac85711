package dev.rollcall.console.organization.token;

import dev.rollcall.console.organization.Choice;
import dev.rollcall.http.ApiException;
import dev.rollcall.token.AccessToken;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A new token, as it was typed.
 *
 * @param days until it expires; 0 for never
 * @param admin whether it acts as an admin
 */
record TokenForm(String name, String description, String days, boolean admin) {

    static final TokenForm EMPTY = new TokenForm("", "", "", false);

    /** So that the clocks of Rollcall and of the database may differ by that much. */
    private static final Duration MARGIN = Duration.ofMinutes(1);

    /**
     * {@return the text that says what the token is for}
     *
     * @throws ApiException 400 if the API takes no such text
     */
    String checkedDescription() {
        if (!description.matches(AccessToken.DESCRIPTION)) {
            throw ApiException.badRequest(
                    "The description must have at most 1024 characters and no control characters.");
        }
        return description;
    }

    /** {@return when it expires, in seconds since 1970; 0 for never} */
    long expires(Instant now) {
        if (!days.matches("[0-9]{1,3}")) {
            throw ApiException.badRequest("Choose when the token expires.");
        }
        int number = Integer.parseInt(days);
        return number == 0 ? 0 : now.plus(Duration.ofDays(number)).minus(MARGIN).getEpochSecond();
    }

    /**
     * {@return when a token can expire}
     *
     * @param most how many days tokens may live in the organization; null for any number
     */
    List<Choice> lifetimes(Integer most) {
        List<Integer> numbers = new ArrayList<>(Stream.of(7, 30, 90, 365)
                .filter(number -> most == null || number < most)
                .toList());
        numbers.add(most == null ? 0 : Math.min(most, 730));
        String chosen = days.isEmpty() ? Integer.toString(numbers.size() > 1 ? numbers.get(1) : numbers.get(0)) : days;
        return numbers.stream()
                .map(number -> {
                    String value = Integer.toString(number);
                    return new Choice(value, title(number), value.equals(chosen));
                })
                .toList();
    }

    private static String title(int days) {
        return switch (days) {
            case 0 -> "never";
            case 1 -> "in a day";
            case 365 -> "in a year";
            default -> "in " + days + " days";
        };
    }
}
