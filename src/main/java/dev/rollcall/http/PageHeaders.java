package dev.rollcall.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;

/**
 * What all pages that people look at have in common: nothing of another site's runs in them, nobody frames them or
 * learns their addresses, and no cache keeps them.
 */
public final class PageHeaders {

    private static final List<String> PATHS =
            List.of("/signin", "/signout", "/account", "/user/settings", "/cli-login", "/welcome");

    private static final String POLICY =
            "default-src 'none'; style-src 'self'; frame-ancestors 'none';" + " base-uri 'none'; form-action 'self'";

    private PageHeaders() {}

    /** Whether a browser, not a program, is meant to ask for a path. Errors are pages there too. */
    static boolean isPage(String path) {
        return path != null && PATHS.stream().anyMatch(page -> path.equals(page) || path.startsWith(page + "/"));
    }

    static void add(HttpServerRequest request) {
        request.response()
                .putHeader("Content-Security-Policy", POLICY)
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    }

    /**
     * Lets the page's forms lead to another origin: browsers take the redirect after a form for a part of it.
     *
     * @param origin scheme, host and port
     */
    public static void allowFormsTo(HttpServerRequest request, String origin) {
        request.response().putHeader("Content-Security-Policy", POLICY + " " + origin);
    }
}
