package dev.rollcall.checkpoint;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.rollcall.admission.Spool;
import dev.rollcall.http.ApiException;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads states of stacks from requests, in one pass and with little memory. The deployment's bytes go to the result as they
 * are; Jackson only watches them to check that they are JSON, and to count resources.
 */
@Singleton
public class StateReader {

    /** Clients mark secrets with this field and this value. */
    private static final String SIGNATURE_FIELD = "4dabf18193072939515e22adb298388d";

    private static final String SECRET = "1b47061264138c4ac30d75fd1eb44270";

    private static final int NEWEST_SCHEMA = 4;
    private static final int MAX_FEATURES = 100;

    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private final Spool spool;

    StateReader(Spool spool) {
        this.spool = spool;
    }

    /**
     * Reads the body of a checkpoint: the members of a state, and {@code isInvalid}.
     *
     * @throws ApiException 400 if it is not valid JSON in UTF-8, or has no deployment, or no schema version from 1 to 4
     */
    public StateDocument checkpoint(InputStream body) throws IOException {
        return read(body, null, false);
    }

    /**
     * Reads a body that is a state, and keeps all of its bytes.
     *
     * @throws ApiException as {@link #checkpoint}
     */
    public StateDocument state(InputStream body) throws IOException {
        return read(body, null, true);
    }

    /**
     * Reads the state in a member of a JSON object.
     *
     * @return null if there is no such member, or it is null
     * @throws ApiException as {@link #checkpoint}
     */
    public StateDocument member(InputStream body, String name) throws IOException {
        return read(body, name, true);
    }

    private StateDocument read(InputStream body, String member, boolean whole) throws IOException {
        Spool.Content content = spool.create();
        boolean done = false;
        try (Compression sink = new Compression(content);
                Tap tap = new Tap(body, sink);
                JsonParser parser = JSON.createParser(tap)) {
            StateDocument document = new Reading(tap, sink, parser, content, whole).read(member);
            done = document != null;
            return document;
        } catch (JsonProcessingException mistake) {
            throw ApiException.badRequest("The body is not valid JSON in UTF-8.");
        } finally {
            if (!done) {
                content.close();
            }
        }
    }

    /** Reads one state. */
    private static final class Reading {

        private final Tap tap;
        private final Compression sink;
        private final JsonParser parser;
        private final Spool.Content content;
        private final boolean whole;
        private final Set<String> members = new HashSet<>();
        private int version;
        private List<String> features = List.of();
        private boolean found;
        private long resources;
        private boolean secrets;
        private String secretsProvider;
        private Map<String, String> secretsStack = Map.of();

        Reading(Tap tap, Compression sink, JsonParser parser, Spool.Content content, boolean whole) {
            this.tap = tap;
            this.sink = sink;
            this.parser = parser;
            this.content = content;
            this.whole = whole;
        }

        StateDocument read(String member) throws IOException {
            object(parser.nextToken(), "The body");
            if (tap.isMarked() || parser.currentTokenLocation().getByteOffset() < 0) {
                throw new JsonParseException(parser, "not UTF-8 without a byte order mark");
            }
            boolean there = member == null || find(member);
            if (there) {
                state();
            }
            if (member != null) {
                skipTheRest();
            }
            if (parser.nextToken() != null) {
                throw ApiException.badRequest("The body must be one JSON object.");
            }
            if (!there) {
                return null;
            }
            check();
            byte[] sha256 = sink.finish();
            return new StateDocument(
                    content,
                    sink.length(),
                    sha256,
                    version,
                    resources,
                    secrets && "service".equals(secretsProvider) ? nameOfSecretsStack() : null);
        }

        private String nameOfSecretsStack() {
            return List.of("owner", "project", "stack").stream()
                    .map(part -> secretsStack.getOrDefault(part, ""))
                    .collect(Collectors.joining("/"));
        }

        private boolean find(String member) throws IOException {
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                boolean here = member.equals(parser.currentName());
                JsonToken value = parser.nextToken();
                if (here && value != JsonToken.VALUE_NULL) {
                    object(value, member);
                    return true;
                }
                parser.skipChildren();
            }
            return false;
        }

        private void skipTheRest() throws IOException {
            while (parser.currentToken() != JsonToken.END_OBJECT
                    || !parser.getParsingContext().inRoot()) {
                if (parser.nextToken() == null) {
                    return;
                }
            }
        }

        private void state() throws IOException {
            if (whole) {
                tap.begin(parser.currentTokenLocation().getByteOffset());
            }
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (!members.add(name)) {
                    throw ApiException.badRequest("The body has a member twice.");
                }
                switch (name) {
                    case "version" -> version = schemaVersion(value);
                    case "features" -> features = features(value);
                    case "deployment" -> deployment(value);
                    case "isInvalid" -> {
                        if (value == JsonToken.VALUE_TRUE) {
                            throw ApiException.badRequest("The checkpoint says that it is invalid.");
                        }
                    }
                    default -> parser.skipChildren();
                }
            }
            if (whole) {
                tap.end(parser.currentLocation().getByteOffset());
            }
        }

        private int schemaVersion(JsonToken value) throws IOException {
            if (value != JsonToken.VALUE_NUMBER_INT) {
                throw ApiException.badRequest("version must be a whole number.");
            }
            return parser.getIntValue();
        }

        private List<String> features(JsonToken value) throws IOException {
            List<String> names = new ArrayList<>();
            if (value == JsonToken.VALUE_NULL) {
                return names;
            }
            if (value != JsonToken.START_ARRAY) {
                throw ApiException.badRequest("features must be a list.");
            }
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                if (parser.currentToken() != JsonToken.VALUE_STRING || names.size() == MAX_FEATURES) {
                    throw ApiException.badRequest("features must be a list of names.");
                }
                names.add(parser.getText());
            }
            return names;
        }

        private void deployment(JsonToken value) throws IOException {
            object(value, "deployment");
            found = true;
            if (!whole) {
                sink.write("{\"deployment\":".getBytes(StandardCharsets.UTF_8));
                tap.begin(parser.currentTokenLocation().getByteOffset());
            }
            Set<String> parts = new HashSet<>();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                JsonToken part = parser.nextToken();
                if (!parts.add(name)) {
                    throw ApiException.badRequest("deployment has a member twice.");
                }
                if (name.equals("resources") && part == JsonToken.START_ARRAY) {
                    while (parser.nextToken() != JsonToken.END_ARRAY) {
                        resources++;
                        watch();
                    }
                } else if (name.equals("resources") && part != JsonToken.VALUE_NULL) {
                    throw ApiException.badRequest("resources must be a list.");
                } else if (name.equals("secrets_providers") && part == JsonToken.START_OBJECT) {
                    secretsProvider();
                } else {
                    watch();
                }
            }
            if (!whole) {
                tap.end(parser.currentLocation().getByteOffset());
            }
        }

        /** Goes to the end of a value, and notices secrets. */
        private void watch() throws IOException {
            if (!parser.currentToken().isStructStart()) {
                return;
            }
            int depth = 1;
            while (depth > 0) {
                JsonToken token = parser.nextToken();
                if (token == JsonToken.FIELD_NAME && !secrets && SIGNATURE_FIELD.equals(parser.currentName())) {
                    token = parser.nextToken();
                    secrets = token == JsonToken.VALUE_STRING && SECRET.equals(parser.getText());
                }
                if (token.isStructStart()) {
                    depth++;
                } else if (token.isStructEnd()) {
                    depth--;
                }
            }
        }

        private void secretsProvider() throws IOException {
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (name.equals("type") && value == JsonToken.VALUE_STRING) {
                    secretsProvider = parser.getText();
                } else if (name.equals("state") && value == JsonToken.START_OBJECT) {
                    secretsStack = new HashMap<>();
                    while (parser.nextToken() != JsonToken.END_OBJECT) {
                        String part = parser.currentName();
                        if (parser.nextToken() == JsonToken.VALUE_STRING && part.matches("owner|project|stack")) {
                            secretsStack.put(part, parser.getText());
                        } else {
                            parser.skipChildren();
                        }
                    }
                } else {
                    parser.skipChildren();
                }
            }
        }

        private void check() throws IOException {
            if (!found) {
                throw ApiException.badRequest("deployment is missing.");
            }
            if (version < 1 || version > NEWEST_SCHEMA) {
                throw ApiException.badRequest("This server reads deployments of the versions 1 to " + NEWEST_SCHEMA
                        + ". Export the stack with an older version of the CLI, or ask your administrator to update the"
                        + " server.");
            }
            if (!whole) {
                StringBuilder end = new StringBuilder(",\"version\":").append(version);
                if (!features.isEmpty()) {
                    end.append(",\"features\":")
                            .append(features.stream()
                                    .map(name -> '"'
                                            + new String(JsonStringEncoder.getInstance()
                                                    .quoteAsString(name))
                                            + '"')
                                    .collect(Collectors.joining(",", "[", "]")));
                }
                sink.write(end.append('}').toString().getBytes(StandardCharsets.UTF_8));
            }
        }

        private void object(JsonToken token, String what) {
            if (token != JsonToken.START_OBJECT) {
                throw ApiException.badRequest(what + " must be a JSON object.");
            }
        }
    }
}
