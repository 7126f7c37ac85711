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

/** Runs before anything else looks at a request. */
class RequestFilter {

    /** The CLI appends this header's value to the message of a 5xx. */
    private static final String REQUEST_ID = "X-Pulumi-Request-ID";

    /** What metrics call everything that no resource answers. */
    static final String OTHER = "/other";

    private static final int FIRST = 1000;

    /** After {@link Admission}: who is turned away needs no thread. */
    private static final int LAST = 800;

    /** Of Quarkus' own filter that lays out how to find out who calls. It is there first, and goes first. */
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
     * A credential is looked up in the database, so that its request needs a thread that may wait, and keeps it. Otherwise
     * it would go to one to learn who calls, back, and to another one for the resource, each time waking somebody up.
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
     * Nobody is asked who they are outside of a resource, and there {@link ErrorMapping} answers. Quarkus takes its own answer
     * to a failure away as well, but only after it has looked up what metrics call the request, in case of one; for that it
     * builds a map of all resources each time.
     */
    private static void letResourcesAnswerFailures(RoutingContext context) {
        context.remove(QuarkusHttpUser.AUTH_FAILURE_HANDLER);
        context.next();
    }

    private static boolean isApi(HttpServerRequest request) {
        return request.path() != null && request.path().startsWith("/api/");
    }

    /** Answers what is not even routed, because it has no path that could be, or does not say to which host it goes. */
    void answerTheUnroutable(@Observes Router router) {
        router.route().order(Integer.MIN_VALUE).failureHandler(context -> {
            if (id(context.request()) != null) {
                context.next();
                return;
            }
            mark(context.request());
            answer(
                    context,
                    context.statusCode() == 404
                            ? ErrorResponse.of(404, "No such path.")
                            : ErrorResponse.of(400, "The request cannot be understood."));
        });
    }

    /** Gives the answer, and all that is logged until then, one id. */
    private static void mark(HttpServerRequest request) {
        String id = UUID.randomUUID().toString();
        request.response().putHeader(REQUEST_ID, id);
        request.response().putHeader("X-Content-Type-Options", "nosniff");
        MDC.put("requestId", id);
        // What metrics and traces call it, until a resource matches: never the path, which anybody may invent.
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
        // The CLI accepts "application/vnd.pulumi+9" only and the SDKs "application/json". Both read JSON, but a
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
