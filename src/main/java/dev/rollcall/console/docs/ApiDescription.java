package dev.rollcall.console.docs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.smallrye.openapi.runtime.OpenApiDocumentService;
import io.smallrye.openapi.runtime.io.Format;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Reads the served API description, for templates. It knows what is in this document, not all of OpenAPI. */
@Singleton
class ApiDescription {

    private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete", "head");

    private final OpenApiDocumentService documents;
    private final ObjectMapper json;

    ApiDescription(OpenApiDocumentService documents, ObjectMapper json) {
        this.documents = documents;
        this.json = json;
    }

    /** The operations that have a tag in common. */
    record Group(String title, List<Operation> operations) {

        /** {@return the name in paths, for example {@code stack-updates}} */
        public String path() {
            return title.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        }
    }

    /**
     * An operation.
     *
     * @param open whether it needs no credentials
     * @param body null if it takes none
     */
    record Operation(
            String id,
            String method,
            String path,
            String summary,
            List<Part> description,
            boolean open,
            List<Field> parameters,
            Type body,
            List<Response> responses) {}

    /** @param type of the body; null without one */
    record Response(String status, List<Part> description, Type type) {}

    /** A parameter or a property. */
    record Field(String name, String in, Type type, boolean required, List<Part> description) {}

    /** A schema with a name. It has fields, or is another name for a type. */
    record Schema(String name, List<Part> description, List<Field> fields, Type type) {}

    /**
     * What a value is, in words, around the name of a schema.
     *
     * @param schema empty if the words say everything
     */
    record Type(String before, String schema, String after) {

        private Type in(String container) {
            return new Type(container + before, schema, after);
        }
    }

    /** A part of a text. Code is between backticks in the document. */
    record Part(String text, boolean code) {}

    /** {@return the operations by tag, in the order of the document} */
    List<Group> groups() {
        JsonNode document = document();
        List<Group> groups = new ArrayList<>();
        document.path("tags").forEach(tag -> {
            String title = tag.path("name").asText();
            List<Operation> operations = operations(document)
                    .filter(operation ->
                            title.equals(operation.getValue().at("/tags/0").asText()))
                    .map(Map.Entry::getKey)
                    .toList();
            groups.add(new Group(title, operations));
        });
        return groups;
    }

    /** {@return the schemas, by name} */
    List<Schema> schemas() {
        return document().at("/components/schemas").properties().stream()
                .map(schema -> schema(schema.getKey(), schema.getValue()))
                .sorted((one, other) -> one.name().compareToIgnoreCase(other.name()))
                .toList();
    }

    private JsonNode document() {
        try {
            return json.readTree(documents.getDocument("<default>", Format.JSON));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static Stream<Map.Entry<Operation, JsonNode>> operations(JsonNode document) {
        return document.path("paths").properties().stream()
                .flatMap(path -> path.getValue().properties().stream()
                        .filter(method -> METHODS.contains(method.getKey()))
                        .map(method -> Map.entry(
                                operation(method.getKey(), path.getKey(), path.getValue(), method.getValue()),
                                method.getValue())));
    }

    private static Operation operation(String method, String path, JsonNode item, JsonNode operation) {
        JsonNode body = operation.at("/requestBody/content");
        return new Operation(
                operation.path("operationId").asText(),
                method.toUpperCase(Locale.ROOT),
                path,
                operation.path("summary").asText(),
                parts(operation),
                operation.path("security").isEmpty(),
                Stream.concat(elements(item.path("parameters")), elements(operation.path("parameters")))
                        .map(parameter -> field(
                                parameter.path("name").asText(),
                                parameter.path("in").asText(),
                                parameter,
                                parameter.path("schema"),
                                parameter.path("required").asBoolean()))
                        .toList(),
                content(body),
                operation.path("responses").properties().stream()
                        .map(response -> new Response(
                                response.getKey(),
                                parts(response.getValue()),
                                content(response.getValue().path("content"))))
                        .toList());
    }

    /** The type of the first kind of content. If it is no JSON, it says so. */
    private static Type content(JsonNode content) {
        return content.properties().stream()
                .findFirst()
                .map(first -> {
                    Type type = type(first.getValue().path("schema"));
                    return first.getKey().equals("application/json")
                            ? type
                            : new Type(type.before(), type.schema(), type.after() + " as " + first.getKey());
                })
                .orElse(null);
    }

    private static Schema schema(String name, JsonNode schema) {
        return new Schema(name, parts(schema), fields(schema), type(schema));
    }

    private static List<Field> fields(JsonNode schema) {
        Set<String> required =
                elements(schema.path("required")).map(JsonNode::asText).collect(Collectors.toSet());
        return schema.path("properties").properties().stream()
                .map(property -> field(
                        property.getKey(),
                        "",
                        property.getValue(),
                        property.getValue(),
                        required.contains(property.getKey())))
                .toList();
    }

    private static Field field(String name, String in, JsonNode described, JsonNode schema, boolean required) {
        return new Field(name, in, type(schema), required, parts(described));
    }

    private static Type type(JsonNode schema) {
        if (schema.has("$ref")) {
            return new Type("", schema.get("$ref").asText().replaceFirst(".*/", ""), "");
        }
        for (String combination : List.of("allOf", "anyOf", "oneOf")) {
            if (schema.path(combination).size() == 1) {
                return type(schema.get(combination).get(0));
            }
        }
        if (schema.has("items")) {
            return type(schema.get("items")).in("array of ");
        }
        if (schema.path("additionalProperties").isObject()) {
            return type(schema.get("additionalProperties")).in("object whose values are ");
        }
        return new Type(words(schema), "", "");
    }

    private static String words(JsonNode schema) {
        if (schema.has("enum")) {
            return elements(schema.get("enum")).map(JsonNode::asText).collect(Collectors.joining(", ", "one of ", ""));
        }
        StringBuilder words = new StringBuilder(schema.path("type").asText("anything"));
        if (schema.has("format")) {
            words.append(" (").append(schema.get("format").asText()).append(')');
        }
        Map.of("minimum", "at least ", "maximum", "at most ", "default", "by default ", "pattern", "of the form ")
                .entrySet()
                .stream()
                .sorted(Map.Entry.comparingByKey())
                .filter(limit -> schema.has(limit.getKey()))
                .forEach(limit -> words.append(", ")
                        .append(limit.getValue())
                        .append(schema.get(limit.getKey()).asText()));
        if (schema.has("maxLength")) {
            words.append(", at most ").append(schema.get("maxLength").asText()).append(" characters");
        }
        return words.toString();
    }

    private static List<Part> parts(JsonNode described) {
        String[] texts = described.path("description").asText().split("`", -1);
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < texts.length; i++) {
            if (!texts[i].isEmpty()) {
                parts.add(new Part(texts[i], i % 2 == 1));
            }
        }
        return parts;
    }

    private static Stream<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
