package dev.rollcall.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.smallrye.openapi.runtime.OpenApiDocumentService;
import io.smallrye.openapi.runtime.io.Format;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Finds the HTTP methods that a path supports, for the {@code Allow} header. A 405 must have it (RFC 9110, section
 * 15.5.6). The framework sets none on a 405, and for {@code OPTIONS} it mixes up the paths of one resource. Therefore
 * this class reads the API description.
 */
@ApplicationScoped
class AllowedMethods {

    private record Path(Pattern pattern, String methods) {}

    private final OpenApiDocumentService documents;
    private final ObjectMapper json;

    /** Read on first use, because the description is complete only when the service runs. */
    private volatile List<Path> paths;

    AllowedMethods(OpenApiDocumentService documents, ObjectMapper json) {
        this.documents = documents;
        this.json = json;
    }

    /** {@return the value of the Allow header, for example "GET, HEAD, OPTIONS"; empty if the API has no such path} */
    Optional<String> of(String path) {
        if (paths == null) {
            paths = read();
        }
        return paths.stream()
                .filter(known -> known.pattern().matcher(path).matches())
                .map(Path::methods)
                .findFirst();
    }

    private List<Path> read() {
        try {
            List<Path> known = new ArrayList<>();
            JsonNode document = json.readTree(documents.getDocument("<default>", Format.JSON));
            document.get("paths")
                    .properties()
                    .forEach(path -> known.add(new Path(pattern(path.getKey()), methods(path.getValue()))));
            return known;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** Matches the path with or without one slash at the end, as the framework does. */
    private static Pattern pattern(String template) {
        return Pattern.compile(Pattern.quote(template).replaceAll("\\{[^}]+}", "\\\\E[^/]+\\\\Q") + "/?");
    }

    private static String methods(JsonNode path) {
        TreeSet<String> methods = new TreeSet<>();
        path.fieldNames().forEachRemaining(method -> methods.add(method.toUpperCase(Locale.ROOT)));
        if (methods.contains("GET")) {
            methods.add("HEAD");
        }
        methods.add("OPTIONS");
        return String.join(", ", methods);
    }
}
