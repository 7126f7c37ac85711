package dev.rollcall.http;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import dev.rollcall.database.Outage;
import dev.rollcall.json.JsonMistake;
import io.quarkus.hibernate.validator.runtime.jaxrs.ResteasyReactiveViolationException;
import io.quarkus.logging.Log;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Path;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jboss.resteasy.reactive.server.SimpleResourceInfo;

/** Turns every exception into a status and an {@link ErrorResponse}, or into a page that says the same. */
public class ErrorMapping {

    private static final String INTERNAL =
            "The server failed. Give the request id to your administrator, who finds the cause in the log.";

    private static final Set<HttpMethod> READING = Set.of(HttpMethod.GET, HttpMethod.HEAD);

    /** What the framework answers because of the path, the method or a header. */
    private static final Set<Integer> BY_PATH = Set.of(404, 405, 406, 415);

    private static final MediaType PAGE = MediaType.TEXT_HTML_TYPE.withCharset("UTF-8");

    private final Routes routes;

    ErrorMapping(Routes routes) {
        this.routes = routes;
    }

    /** Lists more types than {@code Throwable}, because Quarkus has mappers of its own for these types. */
    @ServerExceptionMapper({
        Throwable.class,
        ApiException.class,
        WebApplicationException.class,
        UnauthorizedException.class,
        AuthenticationFailedException.class,
        ForbiddenException.class,
        ConstraintViolationException.class,
        ResteasyReactiveViolationException.class,
        JacksonException.class,
        MismatchedInputException.class
    })
    RestResponse<Object> map(Throwable failure, RoutingContext context, SimpleResourceInfo resource) {
        HttpServerRequest request = context.request();
        if (failure instanceof IOException && request.response().closed()) {
            // The client left while the response was sent, so nobody reads another one.
            return RestResponse.status(
                    RestResponse.Status.fromStatusCode(request.response().getStatusCode()));
        }
        ErrorResponse error = describe(failure, request);
        if (failure instanceof WebApplicationException && RequestFilter.isApi(request)) {
            error = byRoute(error, request);
        }
        log(failure, error, request, resource);
        Optional<String> page = ErrorView.page(context, error);
        ResponseBuilder<Object> response = ResponseBuilder.<Object>create(error.code())
                .entity(page.isPresent() ? page.get() : error)
                .type(page.isPresent() ? PAGE : MediaType.APPLICATION_JSON_TYPE);
        switch (error.code()) {
            case 401 -> response.header(HttpHeaders.WWW_AUTHENTICATE, "token");
            case 405 -> routes.of(request.path()).ifPresent(route -> response.header(HttpHeaders.ALLOW, route.allow()));
            default -> {}
        }
        retryAfter(failure, error).ifPresent(seconds -> response.header(HttpHeaders.RETRY_AFTER, seconds));
        return response.build();
    }

    /**
     * Corrects what the framework says about a path. To paths of three segments it answers what the pages of stacks would:
     * 405, or 406, because they are HTML. And it answers 404 if the path has other methods, but a path like it has this one.
     */
    private ErrorResponse byRoute(ErrorResponse error, HttpServerRequest request) {
        if (!BY_PATH.contains(error.code())) {
            return error;
        }
        return routes.of(request.path())
                .map(route -> route.methods().contains(request.method().name()) ? error : Routes.NO_METHOD)
                .orElseGet(() -> RequestFilter.noPath(request));
    }

    /** Answers a failure that comes before every resource. */
    public static void answer(RoutingContext context, Throwable failure) {
        ErrorResponse error = describe(failure, context.request());
        log(failure, error, context.request(), null);
        if (error.code() == 401) {
            context.response().putHeader(HttpHeaders.WWW_AUTHENTICATE, "token");
        }
        retryAfter(failure, error)
                .ifPresent(seconds -> context.response().putHeader(HttpHeaders.RETRY_AFTER, seconds.toString()));
        RequestFilter.answer(context, error);
    }

    private static Optional<Long> retryAfter(Throwable failure, ErrorResponse error) {
        Optional<Long> known = failure instanceof ApiException refused ? refused.retryAfterSeconds() : Optional.empty();
        return error.code() == 503 ? known.or(() -> Optional.of(2L)) : known;
    }

    /** Names the resource, not the path: callers can write anything into a path, for example an e-mail address. */
    private static void log(
            Throwable failure, ErrorResponse error, HttpServerRequest request, SimpleResourceInfo resource) {
        // Code that throws an ApiException logs the reason itself if it is worth a line.
        if (error.code() < 500 || failure instanceof ApiException) {
            return;
        }
        String where = resource == null || resource.getResourceClass() == null
                ? "(no resource)"
                : resource.getResourceClass().getSimpleName() + "." + resource.getMethodName();
        Optional<SQLException> outage = Outage.of(failure);
        if (outage.isPresent()) {
            // An outage affects all requests at once: database.OutageLog logs one of them, without a stack trace.
            Log.warnf(
                    outage.get(),
                    "%s %s failed because the database is unavailable, request %s",
                    request.method(),
                    where,
                    RequestFilter.id(request));
        } else {
            Log.errorf(failure, "%s %s failed, request %s", request.method(), where, RequestFilter.id(request));
        }
    }

    private static ErrorResponse describe(Throwable failure, HttpServerRequest request) {
        if (failure instanceof ApiException refused) {
            return refused.response();
        }
        if (failure instanceof UnauthorizedException || failure instanceof AuthenticationFailedException) {
            // Missing and wrong credentials get the same bytes: contract, section 1.2.
            return ErrorResponse.of(401, "No credentials provided or are invalid.");
        }
        if (failure instanceof ForbiddenException) {
            return ErrorResponse.of(
                    403, "Your credentials do not permit this. Use a personal token, or ask a site administrator.");
        }
        if (failure instanceof ConstraintViolationException invalid) {
            return ErrorResponse.of(400, sentence(invalid));
        }
        // The framework wraps some of them.
        if (failure instanceof JacksonException mistake) {
            return ErrorResponse.of(400, JsonMistake.sentence(mistake));
        }
        if (failure instanceof WebApplicationException && failure.getCause() instanceof JacksonException mistake) {
            return ErrorResponse.of(400, JsonMistake.sentence(mistake));
        }
        if (failure instanceof WebApplicationException http) {
            return describe(http, request);
        }
        Optional<SQLException> outage = Outage.of(failure);
        if (outage.isPresent()) {
            // A write may have been done: the connection can break after the database commits and before it says so.
            return ErrorResponse.of(
                    503,
                    (Outage.isBusy(outage.get())
                                    ? "The database is too busy."
                                    : "The server cannot reach its database.")
                            + (READING.contains(request.method())
                                    ? " Try again in a moment."
                                    : " Check whether the change was made before you try again."));
        }
        return ErrorResponse.of(500, INTERNAL);
    }

    private static ErrorResponse describe(WebApplicationException failure, HttpServerRequest request) {
        int status = failure.getResponse().getStatus();
        return switch (status) {
            case 404 -> RequestFilter.noPath(request);
            case 405 -> Routes.NO_METHOD;
            case 415 -> ErrorResponse.of(415, "This operation does not accept the Content-Type of this request.");
            default -> ErrorResponse.of(status, status >= 500 ? INTERNAL : RequestFilter.MALFORMED);
        };
    }

    private static String sentence(ConstraintViolationException invalid) {
        return invalid.getConstraintViolations().stream()
                .map(violation -> lastName(violation.getPropertyPath()) + " " + violation.getMessage())
                .sorted()
                .collect(Collectors.joining("; "));
    }

    private static String lastName(Path path) {
        String name = "";
        for (Path.Node node : path) {
            name = node.getName();
        }
        return name;
    }
}
