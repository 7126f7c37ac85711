package dev.rollcall.query;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rollcall.http.ApiException;
import dev.rollcall.http.Routes;
import dev.rollcall.json.JsonMistake;
import io.quarkus.smallrye.openapi.runtime.OpenApiDocumentService;
import io.smallrye.openapi.runtime.io.Format;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Refuses query parameters that an operation does not have. Otherwise a client that asks for a part of a list, by a
 * parameter that this version does not know, would get the whole list and believe that it is the part. The operations
 * and their parameters come from the API description. Public operations have no lists and ignore their query.
 *
 * <p>{@code pulumi api -F name=value} sends parameters as fields of a JSON body, except with GET and HEAD. So an
 * operation with query parameters and without a body of its own takes its parameters from a JSON body too. See
 * docs/decisions/0020-no-parameter-is-overlooked.md.
 */
@ApplicationScoped
class QueryParameters {

    /**
     * Every operation accepts these, and most ignore them: why a client calls (contract, section 5.1), and the context of
     * a trace (W3C).
     */
    private static final Set<String> IGNORED = Set.of("reason", "traceparent", "tracestate", "baggage");

    /** How much of an unknown name the message repeats. */
    private static final int SHOWN = 60;

    private static final Set<HttpMethod> WITHOUT_BODY = Set.of(HttpMethod.GET, HttpMethod.HEAD);

    private record Operation(HttpMethod method, Pattern path, TreeSet<String> parameters, boolean takesFields) {

        /** The description has the few HEAD operations that are not those of a GET. */
        boolean answers(HttpMethod requested) {
            return method.equals(requested) || (method.equals(HttpMethod.GET) && requested.equals(HttpMethod.HEAD));
        }

        void check(String name) {
            if (!parameters.contains(name) && !IGNORED.contains(name)) {
                String shown = name.length() > SHOWN ? name.substring(0, SHOWN) + "..." : name;
                throw ApiException.badRequest("This operation has no parameter '" + shown + "'. "
                        + (parameters.isEmpty() ? "It has none." : "It has " + String.join(", ", parameters) + "."));
            }
        }
    }

    private final OpenApiDocumentService documents;
    private final ObjectMapper json;

    /** Read on first use, because the description is complete only when the service runs. */
    private volatile List<Operation> operations;

    QueryParameters(OpenApiDocumentService documents, ObjectMapper json) {
        this.documents = documents;
        this.json = json;
    }

    /** Runs after authentication, so strangers get 401 whatever they send. */
    @ServerRequestFilter
    void check(RoutingContext context) {
        HttpServerRequest request = context.request();
        boolean mayHaveBody = !WITHOUT_BODY.contains(request.method());
        if (request.query() == null && !mayHaveBody) {
            return;
        }
        for (Operation operation : operations()) {
            if (operation.answers(request.method())
                    && operation.path().matcher(request.path()).matches()) {
                MultiMap query = context.queryParams();
                query.names().forEach(operation::check);
                if (mayHaveBody && operation.takesFields()) {
                    takeFields(operation, context, query);
                }
                return;
            }
        }
    }

    /** Adds the fields of a JSON body to the query, which is where resources look for parameters. */
    private void takeFields(Operation operation, RoutingContext context, MultiMap query) {
        Buffer body = context.body().buffer();
        if (body == null
                || !body.toString(StandardCharsets.UTF_8).stripLeading().startsWith("{")) {
            return;
        }
        try {
            json.readTree(body.getBytes()).properties().forEach(field -> {
                String name = field.getKey();
                operation.check(name);
                if (field.getValue().isNull()) {
                    return;
                }
                if (!field.getValue().isValueNode()) {
                    throw ApiException.badRequest(name + " must be a string.");
                }
                String value = field.getValue().asText();
                if (query.contains(name) && !query.get(name).equals(value)) {
                    throw ApiException.badRequest(name + " is in the query and in the body. Send it once.");
                }
                query.set(name, value);
            });
        } catch (JsonProcessingException mistake) {
            throw ApiException.badRequest(JsonMistake.sentence(mistake));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private List<Operation> operations() {
        if (operations == null) {
            operations = read();
        }
        return operations;
    }

    private List<Operation> read() {
        try {
            List<Operation> known = new ArrayList<>();
            JsonNode document = json.readTree(documents.getDocument("<default>", Format.JSON));
            document.get("paths")
                    .properties()
                    .forEach(path -> path.getValue().properties().forEach(operation -> {
                        // Only public operations do not answer 401.
                        if (operation.getValue().at("/responses/401").isObject()) {
                            known.add(operation(
                                    operation.getKey(),
                                    Routes.pattern(path.getKey(), path.getValue()),
                                    operation.getValue()));
                        }
                    }));
            return known;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static Operation operation(String method, Pattern path, JsonNode description) {
        TreeSet<String> parameters = new TreeSet<>();
        description.path("parameters").forEach(parameter -> {
            if (parameter.path("in").asText().equals("query")) {
                parameters.add(parameter.path("name").asText());
            }
        });
        boolean takesFields = !parameters.isEmpty() && !description.has("requestBody");
        parameters.removeAll(IGNORED);
        return new Operation(HttpMethod.valueOf(method.toUpperCase(Locale.ROOT)), path, parameters, takesFields);
    }
}
