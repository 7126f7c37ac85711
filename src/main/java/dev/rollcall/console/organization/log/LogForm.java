package dev.rollcall.console.organization.log;

import dev.rollcall.audit.AuditEvent.Action;
import dev.rollcall.auditlog.AuditLogParameters;
import dev.rollcall.console.QueryValue;
import dev.rollcall.console.organization.Choice;
import dev.rollcall.http.ApiException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which events somebody wants to see, as it was typed. Empty texts select everything.
 *
 * @param person a login
 * @param from the first day in UTC, as {@code 2026-12-31}
 * @param until the last day
 */
record LogForm(String event, String person, String from, String until) {

    private static final List<String> KINDS = List.of("organization-", "member-", "team-", "token-", "stack-");

    /**
     * {@return the parameters of the API}
     *
     * @throws ApiException 400 if a day is none
     */
    AuditLogParameters parameters(String after) {
        if (event.indexOf('\0') >= 0) {
            throw ApiException.badRequest("There is no such event. Choose one of the list.");
        }
        LocalDate last = day(until);
        return new AuditLogParameters(
                begin(day(from)),
                last == null ? null : begin(last.plusDays(1)).minusSeconds(1),
                event.isEmpty() ? null : event,
                person.isEmpty() ? null : person,
                after,
                null);
    }

    private static LocalDate day(String text) {
        if (text.isEmpty()) {
            return null;
        }
        try {
            // Not the years before 1970, which the API does not have, nor those that LocalDate writes with a sign.
            if (text.matches("(19[7-9]|[2-9][0-9]{2})[0-9]-.*")) {
                return LocalDate.parse(text);
            }
        } catch (DateTimeParseException malformed) {
            // The same answer as below.
        }
        throw ApiException.badRequest("Type days as 2026-12-31.");
    }

    private static Instant begin(LocalDate day) {
        return day == null ? null : day.atStartOfDay().toInstant(ZoneOffset.UTC);
    }

    /** {@return the kinds of events to choose from} */
    public List<Choice> events() {
        return Stream.concat(
                        Stream.of(new Choice("", "All", event.isEmpty())),
                        Stream.of(Action.values())
                                .map(action -> action.stored)
                                .filter(name -> KINDS.stream().anyMatch(name::startsWith))
                                .sorted()
                                .map(name -> new Choice(name, name.replace('-', ' '), name.equals(event))))
                .toList();
    }

    /** {@return the query of the page with these events} */
    public String query() {
        return "event=" + QueryValue.urlEncoded(event) + "&person=" + QueryValue.urlEncoded(person) + "&from="
                + QueryValue.urlEncoded(from) + "&until=" + QueryValue.urlEncoded(until);
    }

    /** {@return whether it selects all events} */
    public boolean all() {
        return event.isEmpty() && person.isEmpty() && from.isEmpty() && until.isEmpty();
    }
}
