package dev.rollcall.http;

import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * How a request's errors are shown. Programs read an {@link ErrorResponse}; for requests of people, the package with the
 * pages sets a view that renders HTML.
 */
public final class ErrorView {

    private static final String KEY = ErrorView.class.getName();

    private ErrorView() {}

    /**
     * Shows the errors of one request as a page.
     *
     * @param page makes HTML of the error and the request id
     */
    public static void set(RoutingContext context, BiFunction<ErrorResponse, String, String> page) {
        context.put(KEY, page);
    }

    /** {@return the page that shows the error; empty if the client reads JSON} */
    static Optional<String> page(RoutingContext context, ErrorResponse error) {
        BiFunction<ErrorResponse, String, String> page = context.get(KEY);
        return Optional.ofNullable(page).map(render -> render.apply(error, RequestFilter.id(context.request())));
    }
}
