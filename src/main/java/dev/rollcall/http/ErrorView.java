package dev.rollcall.http;

import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * How the errors of a request are shown. Programs get an {@link ErrorResponse} as JSON. For people, the package with
 * the pages sets a view that renders HTML.
 */
public final class ErrorView {

    private static final String KEY = ErrorView.class.getName();

    private ErrorView() {}

    /**
     * Shows the errors of one request as a page.
     *
     * @param page renders HTML from the error and the request id
     */
    public static void set(RoutingContext context, BiFunction<ErrorResponse, String, String> page) {
        context.put(KEY, page);
    }

    /** {@return the HTML that shows the error; empty if the client gets JSON} */
    static Optional<String> page(RoutingContext context, ErrorResponse error) {
        BiFunction<ErrorResponse, String, String> page = context.get(KEY);
        return Optional.ofNullable(page).map(render -> render.apply(error, RequestFilter.id(context.request())));
    }
}
