package dev.rollcall.checkpoint;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.rollcall.body.Spool;
import dev.rollcall.http.ApiException;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads one state. Checks its form, counts its resources, and finds out whose secrets it has. A member that is there twice is
 * refused, because readers disagree about it.
 */
final class StateParser {

    /** Clients mark secrets with this field and this value. */
    private static final String SIGNATURE_FIELD = "4dabf18193072939515e22adb298388d";

    private static final String SECRET = "1b47061264138c4ac30d75fd1eb44270";

    private static final int NEWEST_SCHEMA = 4;

    /** The CLI writes fewer than ten. */
    private static final int MOST_MEMBERS = 1000;

    /** Enough of a ciphertext to see whose key encrypted it. */
    private static final int BEGINNING = 100;

    private final Tap tap;
    private final Measure sink;
    private final JsonParser parser;
    private final Spool.Content content;
    private final Set<String> members = new HashSet<>();
    private int version;
    private boolean found;
    private long resources;
    private boolean secrets;
    private String ciphertext;
    private String secretsProvider;
    private Map<String, String> secretsStack = Map.of();

    StateParser(Tap tap, Measure sink, JsonParser parser, Spool.Content content) {
        this.tap = tap;
        this.sink = sink;
        this.parser = parser;
        this.content = content;
    }

    StateDocument read(String member) throws IOException {
        if (member == null) {
            tap.copyAll();
        }
        object(parser.nextToken(), "The body");
        if (tap.isMarked() || parser.currentTokenLocation().getByteOffset() < 0) {
            throw new JsonParseException(parser, "not UTF-8 without a byte order mark");
        }
        boolean there = member == null || find(member);
        if (member == null) {
            state();
        } else {
            if (there) {
                tap.begin(parser.currentTokenLocation().getByteOffset());
                state();
                tap.end(parser.currentLocation().getByteOffset());
            }
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
                secrets && isService() ? nameOfSecretsStack() : null,
                ciphertext);
    }

    private boolean isService() {
        return "service".equals(secretsProvider);
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
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            once(members, name, "The body");
            switch (name) {
                case "version" -> version = schemaVersion(value);
                case "features" -> features(value);
                case "deployment" -> deployment(value);
                case "isInvalid" -> {
                    if (value == JsonToken.VALUE_TRUE) {
                        throw ApiException.badRequest("The checkpoint says that it is invalid.");
                    }
                }
                default -> parser.skipChildren();
            }
        }
    }

    private int schemaVersion(JsonToken value) throws IOException {
        if (value != JsonToken.VALUE_NUMBER_INT) {
            throw ApiException.badRequest("version must be a whole number.");
        }
        return parser.getIntValue();
    }

    private void features(JsonToken value) throws IOException {
        if (value == JsonToken.VALUE_NULL) {
            return;
        }
        if (value != JsonToken.START_ARRAY) {
            throw ApiException.badRequest("features must be a list.");
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() != JsonToken.VALUE_STRING) {
                throw ApiException.badRequest("features must be a list of names.");
            }
        }
    }

    private void deployment(JsonToken value) throws IOException {
        object(value, "deployment");
        found = true;
        Set<String> parts = new HashSet<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            JsonToken part = parser.nextToken();
            once(parts, name, "deployment");
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
                if (secrets && isService()) {
                    token = ciphertext();
                }
            }
            if (token.isStructStart()) {
                depth++;
            } else if (token.isStructEnd()) {
                depth--;
            }
        }
    }

    /** Reads what the CLI writes next in a secret, and returns the token that it ends with. */
    private JsonToken ciphertext() throws IOException {
        JsonToken token = parser.nextToken();
        if (token == JsonToken.FIELD_NAME && "ciphertext".equals(parser.currentName())) {
            token = parser.nextToken();
            if (token == JsonToken.VALUE_STRING) {
                String text = parser.getText();
                ciphertext = text.substring(0, Math.min(text.length(), BEGINNING));
            }
        }
        return token;
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

    private void check() {
        if (!found) {
            throw ApiException.badRequest("deployment is missing.");
        }
        if (version < 1 || version > NEWEST_SCHEMA) {
            throw ApiException.badRequest("This server reads deployments of the versions 1 to " + NEWEST_SCHEMA
                    + ". Export the stack with an older version of the CLI, or ask your administrator to update the"
                    + " server.");
        }
    }

    private static void once(Set<String> names, String name, String what) {
        if (!names.add(name)) {
            throw ApiException.badRequest(what + " has a member twice.");
        }
        if (names.size() > MOST_MEMBERS) {
            throw ApiException.badRequest(what + " has more than " + MOST_MEMBERS + " members.");
        }
    }

    private void object(JsonToken token, String what) {
        if (token != JsonToken.START_OBJECT) {
            throw ApiException.badRequest(what + " must be a JSON object.");
        }
    }
}
