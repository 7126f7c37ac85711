package dev.rollcall.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import java.io.IOException;

/**
 * Reads a JSON field that may be a string or a whole number, as text. For ids of other systems: some of them are
 * numbers, and clients such as {@code pulumi api -F} send digits as a number.
 */
public class TextOrNumber extends JsonDeserializer<String> {

    @Override
    public String deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        if (parser.hasToken(JsonToken.VALUE_STRING) || parser.hasToken(JsonToken.VALUE_NUMBER_INT)) {
            return parser.getText();
        }
        throw MismatchedInputException.from(parser, TextOrNumber.class, "neither a string nor a whole number");
    }
}
