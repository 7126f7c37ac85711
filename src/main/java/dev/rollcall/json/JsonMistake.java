package dev.rollcall.json;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import java.util.Collection;
import java.util.Set;

/** Says what is wrong with a JSON body. Repeats nothing of it except the names of fields that the operation has. */
public final class JsonMistake {

    private static final String NO_JSON =
            "The body is not valid JSON for this operation. Compare it with the API description.";

    private static final Set<Class<?>> WHOLE_NUMBERS = Set.of(Long.class, long.class, Integer.class, int.class);
    private static final Set<Class<?>> BOOLEANS = Set.of(Boolean.class, boolean.class);

    private JsonMistake() {}

    /** {@return a sentence for the person who wrote the body; it names the field that has the wrong type} */
    public static String sentence(JacksonException mistake) {
        if (mistake instanceof MismatchedInputException mismatch) {
            return field(mismatch) + " must be " + expected(mismatch.getTargetType(), mismatch) + ".";
        }
        if (mistake instanceof JsonMappingException mapping && mapping.getCause() instanceof InputCoercionException) {
            return field(mapping) + " is too large a number.";
        }
        return NO_JSON;
    }

    /** For example {@code teams[2].name}. The path has at least one step, or the body itself is wrong. */
    private static String field(JsonMappingException mistake) {
        if (mistake.getPath().isEmpty()) {
            return "The body";
        }
        StringBuilder path = new StringBuilder();
        for (JsonMappingException.Reference step : mistake.getPath()) {
            if (step.getFieldName() == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
            }
        }
        return path.toString();
    }

    private static String expected(Class<?> type, JsonMappingException mistake) {
        if (type == String.class) {
            return "a string";
        }
        if (type == TextOrNumber.class) {
            return "a string or a whole number";
        }
        if (WHOLE_NUMBERS.contains(type)) {
            return "a whole number";
        }
        if (BOOLEANS.contains(type)) {
            return "true or false";
        }
        if (type != null && Collection.class.isAssignableFrom(type)) {
            return "a list";
        }
        // The body itself is also wrong if something comes after it.
        return mistake.getPath().isEmpty() ? "one JSON object" : "a JSON object";
    }
}
