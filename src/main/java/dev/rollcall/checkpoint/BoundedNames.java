package dev.rollcall.checkpoint;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import dev.rollcall.http.ApiException;
import java.io.IOException;
import java.util.BitSet;

/**
 * Limits the memory for the names of members. Jackson keeps up to 65,536 different names until the end of the text, and
 * gives each of them out as the same object again.
 */
final class BoundedNames extends JsonParserDelegate {

    /** Shorter names are bounded by their number. */
    private static final int LONG = 64;

    /** Of different long names together. States of 30,000 resources have far fewer. */
    private static final long MOST = 8 * 1024 * 1024;

    private static final int SLOTS = 1 << 20;

    private BitSet seen;
    private long characters;

    BoundedNames(JsonParser parser) {
        super(parser);
    }

    @Override
    public JsonToken nextToken() throws IOException {
        JsonToken token = super.nextToken();
        if (token == JsonToken.FIELD_NAME && currentName().length() > LONG) {
            count(currentName());
        }
        return token;
    }

    /** Nobody can choose names that count as one: the numbers of objects are random. */
    private void count(String name) {
        if (seen == null) {
            seen = new BitSet(SLOTS);
        }
        int slot = System.identityHashCode(name) & (SLOTS - 1);
        if (!seen.get(slot)) {
            seen.set(slot);
            characters += name.length();
            if (characters > MOST) {
                throw ApiException.badRequest("The names of members are too long: different ones have more than " + MOST
                        + " characters together.");
            }
        }
    }

    /** As that of Jackson, by {@link #nextToken}. */
    @Override
    public JsonParser skipChildren() throws IOException {
        if (currentToken() == null || !currentToken().isStructStart()) {
            return this;
        }
        int depth = 1;
        while (depth > 0) {
            JsonToken token = nextToken();
            if (token == null) {
                // Jackson has thrown before, because the text ends too early.
                return this;
            }
            depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        }
        return this;
    }
}
