package dev.rollcall.console;

import dev.rollcall.http.ErrorView;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import java.util.List;

/**
 * What all pages that people look at have in common: nothing of another site's runs in them, nobody frames them or
 * learns their addresses, and no cache keeps them.
 */
class PageHeaders {

    private static final List<String> PATHS =
            List.of("/signin", "/signout", "/account", "/user/settings", "/cli-login", "/welcome");

    private static final String POLICY =
            "default-src 'none'; style-src 'self'; frame-ancestors 'none';" + " base-uri 'none'; form-action 'self'";

    /** Before every other filter, so that their refusals are pages, too. */
    private static final int FIRST = 1100;

    void register(@Observes Filters filters) {
        filters.register(PageHeaders::add, FIRST);
    }

    /** Whether people, not programs, ask for a path. */
    private static boolean isPage(String path) {
        return path != null && PATHS.stream().anyMatch(page -> path.equals(page) || path.startsWith(page + "/"));
    }

    private static void add(RoutingContext context) {
        if (isPage(context.request().path())) {
            ErrorView.set(context, ErrorPage::render);
            context.response()
                    .putHeader("Content-Security-Policy", POLICY)
                    .putHeader("Referrer-Policy", "no-referrer")
                    .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        }
        context.next();
    }

    /**
     * Lets the page's forms lead to another origin: browsers take the redirect after a form for a part of it.
     *
     * @param origin scheme, host and port
     */
    static void allowFormsTo(HttpServerRequest request, String origin) {
        request.response().putHeader("Content-Security-Policy", POLICY + " " + origin);
    }
}
