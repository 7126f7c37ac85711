package dev.rollcall.http;

import io.quarkus.runtime.configuration.MemorySize;
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
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.MDC;

/** Prepares each request before a resource gets it: request id, Accept header, body, thread. Answers OPTIONS. */
class RequestFilter {

    /** The CLI appends the value of this header to the message of a 5xx (contract, section 1.2). */
    private static final String REQUEST_ID = "X-Pulumi-Request-ID";

    /** The route, in metrics and traces, of all requests that no resource answers. */
    static final String OTHER = "/other";

    static final String NO_PATH = "This path does not exist. Check the URL.";

    static final String MALFORMED = "The server does not understand this request. Check its URL, headers and body.";

    private static final int FIRST = 1000;

    /** Runs after {@link Admission}, because a refused request needs no thread. */
    private static final int LAST = 800;

    /**
     * The priority of the Quarkus filter that prepares authentication. That one is registered first, so it runs first.
     */
    private static final int AUTHENTICATION = 200;

    void register(
            @Observes Filters filters,
            AllowedMethods allowed,
            @ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize maxBodySize) {
        RequestBody body = new RequestBody(Math.toIntExact(maxBodySize.asLongValue()));
        filters.register(context -> filter(context, body, allowed), FIRST);
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

    private static boolean isApi(HttpServerRequest request) {
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
    private static void mark(HttpServerRequest request) {
        String id = UUID.randomUUID().toString();
        request.response().putHeader(REQUEST_ID, id);
        request.response().putHeader("X-Content-Type-Options", "nosniff");
        MDC.put("requestId", id);
        // The route until a resource matches. Never the path: clients could invent any number of metrics.
        Vertx.currentContext().putLocal("UrlPathTemplate", OTHER);
    }

    private static void filter(RoutingContext context, RequestBody body, AllowedMethods allowed) {
        HttpServerRequest request = context.request();
        mark(request);
        if (!isApi(request)) {
            context.next();
            return;
        }
        Optional<String> methods =
                request.method().equals(HttpMethod.OPTIONS) ? allowed.of(request.path()) : Optional.empty();
        if (methods.isPresent()) {
            context.response()
                    .putHeader(HttpHeaders.ALLOW, methods.get())
                    .setStatusCode(204)
                    .end();
            return;
        }
        // The CLI accepts only "application/vnd.pulumi+9", the SDKs only "application/json". Both read JSON, but a
        // resource that produces JSON would answer 406 to the CLI. Contract, section 0.
        request.headers().set(HttpHeaders.ACCEPT, "application/json");
        if (hasBody(request)) {
            body.read(context);
        } else {
            context.next();
        }
    }

    private static boolean hasBody(HttpServerRequest request) {
        return request.headers().contains(HttpHeaders.CONTENT_LENGTH)
                || request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
    }

    static void answer(RoutingContext context, ErrorResponse error) {
        Optional<String> page = ErrorView.page(context, error);
        context.response()
                .setStatusCode(error.code())
                .putHeader(HttpHeaders.CONTENT_TYPE, page.isPresent() ? "text/html;charset=UTF-8" : "application/json")
                .end(page.orElseGet(() -> Json.encode(error)));
    }

    static String id(HttpServerRequest request) {
        return request.response().headers().get(REQUEST_ID);
    }
}
