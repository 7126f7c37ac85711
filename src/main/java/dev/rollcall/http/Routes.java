package dev.rollcall.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.smallrye.openapi.runtime.OpenApiDocumentService;
import io.smallrye.openapi.runtime.io.Format;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The paths of the API and their methods, from the API description. It answers what the framework does not say: the
 * {@code Allow} header that a 405 must have (RFC 9110, section 15.5.6), and whether a request has a resource before its
 * body is read.
 */
@ApplicationScoped
public class Routes {

    /**
     * One path of the API.
     *
     * @param template as in the description, for example {@code /api/user/tokens/{tokenId}}
     * @param methods in alphabetical order, with HEAD and OPTIONS
     */
    public record Route(String template, Set<String> methods, Pattern pattern) {

        /** {@return the value of the Allow header, for example "GET, HEAD, OPTIONS"} */
        public String allow() {
            return String.join(", ", methods);
        }

        private Route with(Route other) {
            Set<String> all = new TreeSet<>(methods);
            all.addAll(other.methods);
            return new Route(template, all, pattern);
        }
    }

    /** The answer to a method that a path does not have. */
    public static final ErrorResponse NO_METHOD = ErrorResponse.of(405, "This path does not support this HTTP method.");

    private static final Pattern PARAMETER = Pattern.compile("\\{([^}]+)}");

    private final OpenApiDocumentService documents;
    private final ObjectMapper json;

    /** Read on first use, because the description is complete only when the service runs. */
    private volatile List<Route> routes;

    private volatile Set<String> segments = Set.of();

    Routes(OpenApiDocumentService documents, ObjectMapper json) {
        this.documents = documents;
        this.json = json;
    }

    /**
     * {@return the route of a path; empty if the API has no such path} If several match, for example because a team has
     * the name of a fixed segment, the route has the methods of all of them.
     */
    public Optional<Route> of(String path) {
        return all().stream()
                .filter(route -> route.pattern().matcher(path).matches())
                .reduce(Route::with);
    }

    /** Whether a text is a fixed segment of a path of the API, for example "user". */
    boolean isSegment(String text) {
        all();
        return segments.contains(text);
    }

    private List<Route> all() {
        if (routes == null) {
            List<Route> read = read();
            segments = read.stream()
                    .flatMap(route -> Stream.of(route.template().split("/")))
                    .filter(segment -> !segment.startsWith("{"))
                    .collect(Collectors.toUnmodifiableSet());
            routes = read;
        }
        return routes;
    }

    private List<Route> read() {
        try {
            List<Route> known = new ArrayList<>();
            JsonNode document = json.readTree(documents.getDocument("<default>", Format.JSON));
            document.get("paths")
                    .properties()
                    .forEach(path -> known.add(new Route(
                            path.getKey(), methods(path.getValue()), pattern(path.getKey(), path.getValue()))));
            return known;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /**
     * {@return the paths of a template, with or without one slash at the end, as the framework matches them} A parameter is
     * one segment, and one of its values if the description lists them.
     *
     * @param item what the API description says about the template
     */
    public static Pattern pattern(String template, JsonNode item) {
        Map<String, String> values = new HashMap<>();
        item.forEach(operation -> operation.path("parameters").forEach(parameter -> {
            JsonNode listed = parameter.at("/schema/enum");
            if (parameter.path("in").asText().equals("path") && listed.isArray()) {
                values.put(
                        parameter.path("name").asText(),
                        StreamSupport.stream(listed.spliterator(), false)
                                .map(value -> Pattern.quote(value.asText()))
                                .collect(Collectors.joining("|")));
            }
        }));
        StringBuilder regex = new StringBuilder();
        Matcher parameter = PARAMETER.matcher(template);
        int end = 0;
        while (parameter.find()) {
            regex.append(Pattern.quote(template.substring(end, parameter.start())));
            regex.append("(?:")
                    .append(values.getOrDefault(parameter.group(1), "[^/]+"))
                    .append(')');
            end = parameter.end();
        }
        return Pattern.compile(regex.append(Pattern.quote(template.substring(end)))
                .append("/?")
                .toString());
    }

    private static Set<String> methods(JsonNode path) {
        Set<String> methods = new TreeSet<>();
        path.fieldNames().forEachRemaining(method -> methods.add(method.toUpperCase(Locale.ROOT)));
        if (methods.contains("GET")) {
            methods.add("HEAD");
        }
        methods.add("OPTIONS");
        return methods;
    }
}
