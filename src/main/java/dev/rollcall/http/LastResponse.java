package dev.rollcall.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;

/**
 * Closes a connection after a response, although its client may still send a body. Vert.x closes it only if the client
 * asks for that. RFC 9112, section 9.6, says how.
 */
public final class LastResponse {

    /** How long a client may go on sending before it reads the response. */
    private static final Duration LINGER = Duration.ofSeconds(5);

    private LastResponse() {}

    /** Makes the response of a request the last one of its connection. Call it before the response is sent. */
    public static void announce(RoutingContext context) {
        context.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        context.addEndHandler(end -> linger(context));
    }

    /**
     * Reads and drops what the client still sends. If the connection were closed at once, the system would answer that
     * with a reset, and the client could lose the response.
     */
    private static void linger(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (request.isEnded()) {
            request.connection().close();
            return;
        }
        long deadline = context.vertx()
                .setTimer(LINGER.toMillis(), late -> request.connection().close());
        request.handler(dropped -> {});
        request.exceptionHandler(gone -> context.vertx().cancelTimer(deadline));
        request.endHandler(end -> {
            context.vertx().cancelTimer(deadline);
            request.connection().close();
        });
        request.resume();
    }
}
