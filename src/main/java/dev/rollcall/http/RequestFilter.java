package dev.rollcall.http;

import dev.rollcall.admission.Admission;
import dev.rollcall.http.Routes.Route;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.Json;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.MDC;

/** Prepares each request before a resource gets it: request id, Accept header, body, thread. Answers OPTIONS. */
public class RequestFilter {

    /** The CLI appends the value of this header to the message of a 5xx (contract, section 1.2). */
    private static final String REQUEST_ID = "X-Pulumi-Request-ID";

    /** The route, in metrics and traces, of all requests that no resource answers. */
    static final String OTHER = "/other";

    private static final String UNKNOWN_METHOD = "/unknown-method";

    /** Vert.x keeps the route for metrics and traces under this name. */
    private static final String TEMPLATE = "UrlPathTemplate";

    /** The methods of RFC 9110, RFC 5789 and WebDAV, and QUERY, which Vert.x has no constant for. */
    private static final Set<HttpMethod> METHODS = Stream.concat(
                    HttpMethod.values().stream(), Stream.of(HttpMethod.valueOf("QUERY")))
            .collect(Collectors.toUnmodifiableSet());

    /** Empty and dot segments, semicolons, backslashes, encoded slashes, and a percent sign without two digits. */
    private static final Pattern ODD =
            Pattern.compile("//|;|\\\\|/\\.{1,2}(/|$)|%(2f|(?![0-9a-f]{2}))", Pattern.CASE_INSENSITIVE);

    /** A percent-encoded letter, digit, hyphen, dot, underscore or tilde, which RFC 3986 calls unreserved. */
    private static final Pattern NEEDLESS =
            Pattern.compile("%(2[de]|3[0-9]|4[1-9a-f]|5[0-9af]|6[1-9a-f]|7[0-9ae])", Pattern.CASE_INSENSITIVE);

    /** RFC 6797. Only this host: an operator may serve others of the same domain without TLS. */
    private static final String ONE_YEAR = "max-age=31536000";

    public static final String NO_PATH = "This path does not exist. Check the URL.";

    /** What the CLI calls at Pulumi Cloud may be missing here. Nobody typed its URL. */
    private static final String NO_OPERATION =
            "This server does not have this operation. Its API description lists what it"
                    + " has: /api/openapi/pulumi-spec.json";

    private static final String NO_ENVIRONMENTS =
            "This server has no environments (ESC), so stacks cannot use any. Remove"
                    + " the section 'environment' from their configuration files.";

    private static final Pattern ENVIRONMENTS = Pattern.compile("/api/(esc|preview/environments)(/.*)?");

    static final String MALFORMED = "The server does not understand this request. Check its URL, headers and body.";

    private static final int FIRST = 1000;

    /** Runs after {@link Admission}, because a refused request needs no thread. */
    private static final int LAST = 90;

    /**
     * The priority of the Quarkus filter that prepares authentication. That one is registered first, so it runs first.
     */
    private static final int AUTHENTICATION = 200;

    private final Routes routes;
    private final ClientAddress addresses;
    private final boolean https;

    RequestFilter(Routes routes, ClientAddress addresses, PublicAddress address) {
        this.routes = routes;
        this.addresses = addresses;
        this.https = "https".equals(address.url().getScheme());
    }

    void register(@Observes Filters filters) {
        filters.register(this::filter, FIRST);
        filters.register(RequestFilter::toWorker, LAST);
        filters.register(RequestFilter::letResourcesAnswerFailures, AUTHENTICATION);
    }

    /**
     * Moves a request with credentials to a worker thread, which may wait for the database, and keeps it there.
     * Otherwise it moves to one worker for authentication, back to the event loop, and to another worker for the
     * resource. See docs/decisions/0016-hot-paths.md.
     */
    private static void toWorker(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (isApi(request) && request.headers().contains(HttpHeaders.AUTHORIZATION)) {
            Vertx.currentContext()
                    .executeBlocking(
                            () -> {
                                context.next();
                                return null;
                            },
                            false);
        } else {
            context.next();
        }
    }

    /**
     * Removes the Quarkus handler of failed authentication, so {@link ErrorMapping} answers. Quarkus removes it too,
     * but later: before that, it builds a map of all resources on every request. See docs/decisions/0016-hot-paths.md.
     */
    private static void letResourcesAnswerFailures(RoutingContext context) {
        context.remove(QuarkusHttpUser.AUTH_FAILURE_HANDLER);
        context.next();
    }

    public static boolean isApi(HttpServerRequest request) {
        return request.path() != null && request.path().startsWith("/api/");
    }

    /** Answers requests that are never routed, because their path is invalid or they name no host. */
    void answerTheUnroutable(@Observes Router router) {
        router.route().order(Integer.MIN_VALUE).failureHandler(context -> {
            if (id(context.request()) != null) {
                context.next();
                return;
            }
            mark(context.request());
            answer(
                    context,
                    context.statusCode() == 404 ? ErrorResponse.of(404, NO_PATH) : ErrorResponse.of(400, MALFORMED));
        });
    }

    /** Gives the response, and all log lines of the request, one id. */
    private void mark(HttpServerRequest request) {
        String id = UUID.randomUUID().toString();
        request.response().putHeader(REQUEST_ID, id);
        request.response().putHeader("X-Content-Type-Options", "nosniff");
        if (https) {
            request.response().putHeader("Strict-Transport-Security", ONE_YEAR);
        }
        if (isApi(request)) {
            // Whatever the answer is, it may be one person's only. A resource can say otherwise.
            request.response().putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        }
        MDC.put("requestId", id);
        // The route until a resource matches. Never the path: clients could invent any number of metrics.
        Vertx.currentContext().putLocal(TEMPLATE, OTHER);
    }

    private void filter(RoutingContext context) {
        HttpServerRequest request = context.request();
        mark(request);
        if (!METHODS.contains(request.method())) {
            // The method is a label of metrics, and metrics ignore this route (application.properties).
            Vertx.currentContext().putLocal(TEMPLATE, UNKNOWN_METHOD);
            refuse(context, ErrorResponse.of(501, "This server does not know this HTTP method."));
            return;
        }
        if (!isCanonical(request.path())) {
            refuse(
                    context,
                    ErrorResponse.of(
                            400,
                            "Write the path without empty segments, dots, semicolons and needless percent-encoding."));
            return;
        }
        try {
            addresses.find(request);
        } catch (ApiException noAddress) {
            refuse(context, ErrorResponse.of(400, noAddress.getMessage()));
            return;
        }
        if (!isApi(request)) {
            context.next();
            return;
        }
        if (request.method().equals(HttpMethod.OPTIONS)) {
            answerOptions(context);
            return;
        }
        // The CLI accepts only "application/vnd.pulumi+9", the SDKs only "application/json". Both read JSON, but a
        // resource that produces JSON would answer 406 to the CLI. Contract, section 0.
        request.headers().set(HttpHeaders.ACCEPT, "application/json");
        context.next();
    }

    /** The framework would answer 200 for every path, because the first page is above all of them. */
    private void answerOptions(RoutingContext context) {
        Optional<Route> route = routes.of(context.request().path());
        if (route.isEmpty()) {
            answer(context, noPath(context.request()));
            return;
        }
        context.response()
                .putHeader(HttpHeaders.ALLOW, route.get().allow())
                .setStatusCode(204)
                .end();
    }

    /**
     * Whether a path is the usual spelling of its resource. The framework also accepts {@code //}, {@code ;} and
     * percent-encoded letters, and code that compares paths as text would not recognise them. Under {@code /api}, a
     * parameter may be percent-encoded in any way (RFC 3986), because clients differ, unless it spells a fixed segment.
     * Paths of pages come from this service, so nothing in them is encoded without need.
     */
    private boolean isCanonical(String path) {
        if (path == null || ODD.matcher(path).find()) {
            return false;
        }
        if (path.indexOf('%') < 0) {
            return true;
        }
        if (!path.startsWith("/api/")) {
            return !NEEDLESS.matcher(path).find();
        }
        for (String segment : path.split("/", -1)) {
            if (segment.indexOf('%') >= 0) {
                String decoded = decode(segment);
                if (decoded.matches("\\.{1,2}") || routes.isSegment(decoded)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Only called for what {@link #ODD} lets through: every percent sign has two digits. */
    private static String decode(String segment) {
        return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static void refuse(RoutingContext context, ErrorResponse error) {
        LastResponse.announce(context);
        answer(context, error);
    }

    /** Names a request in metrics and traces by its route. */
    public static void name(Route route) {
        Vertx.currentContext().putLocal(TEMPLATE, route.template());
    }

    /** Answers a request that no resource gets. */
    public static void answer(RoutingContext context, ErrorResponse error) {
        Optional<String> page = ErrorView.page(context, error);
        context.response()
                .setStatusCode(error.code())
                .putHeader(HttpHeaders.CONTENT_TYPE, page.isPresent() ? "text/html;charset=UTF-8" : "application/json")
                .end(page.orElseGet(() -> Json.encode(error)));
    }

    /** {@return the answer to a path that the API does not have} */
    public static ErrorResponse noPath(HttpServerRequest request) {
        String path = request.path() == null ? "" : request.path();
        String sentence = NO_PATH;
        if (ENVIRONMENTS.matcher(path).matches()) {
            sentence = NO_ENVIRONMENTS;
        } else if (isApi(request)) {
            sentence = NO_OPERATION;
        }
        return ErrorResponse.of(404, sentence);
    }

    /** {@return the id that the response and the log lines of a request have} */
    public static String id(HttpServerRequest request) {
        return request.response().headers().get(REQUEST_ID);
    }
}
