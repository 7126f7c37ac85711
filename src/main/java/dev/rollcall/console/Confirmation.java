package dev.rollcall.console;

import java.util.List;

/**
 * A question before something is taken away.
 *
 * @param title names what is done, and to what
 * @param sentences what it means
 * @param action the path that the form is sent to
 * @param back where the visitor goes who does not want it
 * @param fields of the form
 */
public record Confirmation(String title, List<String> sentences, String action, String back, List<Field> fields) {

    /** A field that the visitor does not see. */
    public record Field(String name, String value) {}

    /** A question whose address says everything. */
    public Confirmation(String title, List<String> sentences, String action, String back) {
        this(title, sentences, action, back, List.of());
    }
}
