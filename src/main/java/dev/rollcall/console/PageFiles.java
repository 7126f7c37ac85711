package dev.rollcall.console;

import io.quarkus.qute.TemplateGlobal;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The files that all pages load: two style sheets, a script and an icon. They are few and small, so they stay in memory,
 * compressed. The pages themselves are not compressed: they contain the token of their forms, and the size of a compressed
 * page would tell something about it to who can make a browser load the page with a text of theirs.
 */
@TemplateGlobal
final class PageFiles {

    /** Last of the filters, in place of a resource. */
    private static final int LAST = 10;

    /** Pico, the base of the style. The build takes the file from its artifact (pom.xml). */
    private static final PageFile PICO = PageFile.of("/pico.css", "pico.classless.min.css", PageFile.CSS);

    private static final PageFile STYLE = PageFile.of("/pages.css", "pages.css", PageFile.CSS);

    private static final PageFile SCRIPT = PageFile.of("/pages.js", "pages.js", PageFile.SCRIPT);

    private static final PageFile ICON = PageFile.of("/icon.svg", "icon.svg", PageFile.SVG);

    private static final Map<String, PageFile> FILES = Stream.of(PICO, STYLE, SCRIPT, ICON)
            .collect(Collectors.toUnmodifiableMap(PageFile::path, Function.identity()));

    void register(@Observes Filters filters) {
        filters.register(PageFiles::answer, LAST);
    }

    private static void answer(RoutingContext context) {
        HttpServerRequest request = context.request();
        PageFile file = FILES.get(request.path());
        if (file == null
                || (!request.method().equals(HttpMethod.GET)
                        && !request.method().equals(HttpMethod.HEAD))) {
            context.next();
        } else {
            // Dev mode serves an edited file without a new start.
            (LaunchMode.current() == LaunchMode.DEVELOPMENT ? file.again() : file).answer(request);
        }
    }

    /** {@return the URL of Pico, for the templates} */
    static String baseStyleSheet() {
        return PICO.url();
    }

    /** {@return the URL of the style sheet, for the templates} */
    static String styleSheet() {
        return STYLE.url();
    }

    /** {@return the URL of the script, for the templates} */
    static String pageScript() {
        return SCRIPT.url();
    }

    /** {@return the URL of the icon, for the templates} */
    static String pageIcon() {
        return ICON.url();
    }
}
