package dev.rollcall.console;

import io.quarkus.qute.TemplateGlobal;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;

/**
 * The style sheet of all pages. Its URL in the pages has a version, which is the beginning of its SHA-256, so browsers
 * may keep it for good. They must ask again for every other URL of it: for one without a version, and for one of another
 * release, which comes from a page of another replica during an upgrade.
 */
final class StyleSheet {

    private static final String PATH = "/pages.css";

    private static final String VERSION = version();

    private static final String FOREVER = "public, max-age=31536000, immutable";

    /** After {@link PageHeaders}, before the handler of static files, which keeps a header that it finds. */
    private static final int PRIORITY = 1050;

    void register(@Observes Filters filters) {
        filters.register(
                context -> {
                    HttpServerRequest request = context.request();
                    if (PATH.equals(request.path())) {
                        context.response().putHeader(HttpHeaders.CACHE_CONTROL, caching(request.query()));
                    }
                    context.next();
                },
                PRIORITY);
    }

    /** {@return the URL of the style sheet, for the templates} */
    @TemplateGlobal(name = "styleSheet")
    static String url() {
        return PATH + "?v=" + VERSION;
    }

    /** Dev mode serves an edited file without a new start, so there the version does not follow the content. */
    private static String caching(String query) {
        return ("v=" + VERSION).equals(query) && LaunchMode.current() != LaunchMode.DEVELOPMENT ? FOREVER : "no-cache";
    }

    private static String version() {
        try (InputStream file = StyleSheet.class.getResourceAsStream("/META-INF/resources" + PATH)) {
            byte[] content = Objects.requireNonNull(file, PATH).readAllBytes();
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
            return HexFormat.of().formatHex(hash, 0, 6);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
