package dev.rollcall.console.organization;

import dev.rollcall.http.ApiException;
import java.util.List;

/**
 * What became of a form that the visitor sent.
 *
 * @param form the form that was refused, of those on the page
 * @param message what was done; empty if nothing was
 * @param details more about it, one sentence each
 * @param error why nothing was done; empty if something was
 * @param status of the response
 */
public record Outcome(String form, String message, List<String> details, String error, int status) {

    private static final int FORBIDDEN = 403;

    /** Nothing was sent. */
    public static final Outcome NONE = done("");

    public static Outcome done(String message) {
        return done(message, List.of());
    }

    public static Outcome done(String message, List<String> details) {
        return new Outcome("", message, details, "", 200);
    }

    /** A refusal of the person, and not of what they typed, belongs to the page: it may not have the form. */
    public static Outcome refused(String form, ApiException refusal) {
        return new Outcome(
                refusal.status() == FORBIDDEN ? "" : form, "", List.of(), refusal.getMessage(), refusal.status());
    }

    /** {@return whether this form was refused} */
    public boolean refused(String name) {
        return !error.isEmpty() && form.equals(name);
    }

    /** {@return what was typed, to show it again; empty if the form was not refused} */
    public String again(String name, String typed) {
        return refused(name) && typed != null ? typed : "";
    }
}
