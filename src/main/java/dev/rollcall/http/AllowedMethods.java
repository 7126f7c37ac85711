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
 * Which methods a path of the API takes, for the {@code Allow} header that a 405 must have (RFC 9110, section 15.5.6).
 * The framework does not say it of a 405, and for {@code OPTIONS} mixes up paths of one resource; the API's own
 * description knows.
 */
@ApplicationScoped
class AllowedMethods {

    private record Path(Pattern pattern, String methods) {}

    private final OpenApiDocumentService documents;
    private final ObjectMapper json;

    /** Read when first asked for: the description is complete once the service runs. */
    private volatile List<Path> paths;

    AllowedMethods(OpenApiDocumentService documents, ObjectMapper json) {
        this.documents = documents;
        this.json = json;
    }

    /** {@return the value of an Allow header; empty for a path that the API does not have} */
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

    /** With one slash at the end or without, as the framework matches it. */
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
