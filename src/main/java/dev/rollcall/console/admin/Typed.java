package dev.rollcall.console.admin;

/** What people type into fields. */
public final class Typed {

    private Typed() {}

    /** {@return the text of a field without spaces around it; empty if the form has no such field} */
    public static String text(String sent) {
        return sent == null ? "" : sent.strip();
    }

    /** {@return the text; null if it is empty} */
    public static String orNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
