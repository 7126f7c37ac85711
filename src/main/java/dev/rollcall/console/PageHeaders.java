package dev.rollcall.console;

import dev.rollcall.http.ErrorView;
import dev.rollcall.user.OwnerName;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import java.util.List;

/**
 * Sets the headers of all pages: no scripts and no content of other sites, no frames, no referrer, no caching,
 * no devices. Images may also be in a style sheet, because Pico's arrows and check marks are. Also makes their errors
 * pages instead of JSON. See docs/decisions/0012-pages-and-sessions.md.
 */
public class PageHeaders {

    private static final List<String> PATHS = List.of(
            "/signin",
            "/signout",
            "/account",
            "/user/settings",
            "/cli-login",
            "/welcome",
            "/invites",
            "/verify-email",
            "/stacks",
            "/admin",
            "/setup",
            "/docs");

    private static final String POLICY =
            "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:;"
                    + " frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

    /** What browsers would allow a page by default, of what this service has no use for. */
    private static final String NO_PERMISSIONS =
            "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), microphone=(), payment=(), usb=()";

    /** Runs before every other filter, so that a request which another filter refuses also gets a page. */
    private static final int FIRST = 1100;

    void register(@Observes Filters filters) {
        filters.register(PageHeaders::add, FIRST);
    }

    private static boolean isPage(String path) {
        // First, since most requests are to the API.
        return path != null
                && !path.startsWith("/api/")
                && (path.equals("/")
                        || isOwner(path)
                        || PATHS.stream().anyMatch(page -> path.equals(page) || path.startsWith(page + "/"))
                        || isBelowOwner(path));
    }

    /** The page of an organization or a person, which may not exist. */
    private static boolean isOwner(String path) {
        String name = path.substring(1).replaceFirst("/$", "");
        return OwnerName.isValid(name) && !name.equals("api");
    }

    /** Below the name of an owner there are pages of stacks, with the name of the project and of the stack, and settings. */
    private static boolean isBelowOwner(String path) {
        String[] segments = path.split("/", -1);
        return (segments.length >= 4 || (segments.length == 3 && segments[2].equals("settings")))
                && OwnerName.isValid(segments[1])
                && !OwnerName.isPath(segments[1]);
    }

    private static void add(RoutingContext context) {
        if (isPage(context.request().path())) {
            ErrorView.set(context, ErrorPage::render);
            context.response()
                    .putHeader("Content-Security-Policy", POLICY)
                    .putHeader("Referrer-Policy", "no-referrer")
                    .putHeader("Cross-Origin-Opener-Policy", "same-origin")
                    .putHeader("Permissions-Policy", NO_PERMISSIONS)
                    .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        }
        context.next();
    }

    /**
     * Lets the page's forms lead to another origin. Browsers check the redirect after a form too.
     *
     * @param origin scheme, host and port, for example {@code http://localhost:43210}
     */
    public static void allowFormsTo(HttpServerRequest request, String origin) {
        request.response().putHeader("Content-Security-Policy", POLICY + " " + origin);
    }
}
