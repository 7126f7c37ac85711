package dev.rollcall.checkpoint;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.rollcall.body.Spool;
import dev.rollcall.body.StreamedBody;
import dev.rollcall.http.ApiException;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * Reads states of stacks from requests, in one pass and with little memory. The bytes go to the result as they are; Jackson
 * only watches them to check that they are JSON, and to count resources.
 */
@Singleton
public class StateReader {

    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private final Spool spool;

    StateReader(Spool spool) {
        this.spool = spool;
    }

    /**
     * Reads a body that is a state. If the client has compressed it, the result is what the client sent: a client waits for
     * every checkpoint, and compressing it again would take nearly as long as everything else.
     *
     * @throws ApiException 400 if it is not valid JSON in UTF-8, or has no deployment, or no schema version from 1 to 4
     */
    public StateDocument state(StreamedBody body) throws IOException {
        try (InputStream json = body.open()) {
            Optional<Spool.Content> packed = body.packed();
            return packed.isPresent() ? read(json, null, packed.get(), new Measure()) : compress(json, null);
        }
    }

    /**
     * Reads the state in a member of a JSON object.
     *
     * @return null if there is no such member, or it is null
     * @throws ApiException as {@link #state}
     */
    public StateDocument member(InputStream body, String name) throws IOException {
        return compress(body, name);
    }

    private StateDocument compress(InputStream body, String member) throws IOException {
        Spool.Content content = spool.create();
        return read(body, member, content, new Compression(content));
    }

    private static StateDocument read(InputStream body, String member, Spool.Content content, Measure sink)
            throws IOException {
        boolean done = false;
        try (sink;
                Tap tap = new Tap(body, sink);
                JsonParser parser = new BoundedNames(JSON.createParser(tap))) {
            StateDocument document = new StateParser(tap, sink, parser, content).read(member);
            done = document != null;
            return document;
        } catch (StreamConstraintsException limit) {
            throw ApiException.badRequest(
                    "The body is beyond a limit of JSON: it may have 1,000 levels, names of 50,000"
                            + " characters, and numbers of 1,000 digits.");
        } catch (JsonProcessingException mistake) {
            throw ApiException.badRequest("The body is not valid JSON in UTF-8.");
        } finally {
            if (!done) {
                content.close();
            }
        }
    }
}
