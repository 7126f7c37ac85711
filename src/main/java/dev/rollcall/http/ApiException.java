package dev.rollcall.http;

import jakarta.ws.rs.core.Response.Status;
import java.io.Serial;
import java.time.Duration;
import java.util.Optional;

/** A request that cannot be served as asked; becomes an {@link ErrorResponse} with the same status and sentence. */
public class ApiException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    private final int status;
    private final Duration retryAfter;

    private ApiException(Status status, String detail) {
        this(status, detail, null);
    }

    private ApiException(Status status, String detail, Duration retryAfter) {
        super(detail, null, false, false);
        this.status = status.getStatusCode();
        this.retryAfter = retryAfter;
    }

    public static ApiException badRequest(String detail) {
        return new ApiException(Status.BAD_REQUEST, detail);
    }

    public static ApiException forbidden(String detail) {
        return new ApiException(Status.FORBIDDEN, detail);
    }

    public static ApiException conflict(String detail) {
        return new ApiException(Status.CONFLICT, detail);
    }

    public static ApiException notFound(String detail) {
        return new ApiException(Status.NOT_FOUND, detail);
    }

    /** The client asks too often; {@code retryAfter}, more than nothing, is how long it should wait. */
    public static ApiException tooManyRequests(String detail, Duration retryAfter) {
        return new ApiException(Status.TOO_MANY_REQUESTS, detail, retryAfter);
    }

    /** Something that the answer depends on does not work at the moment; the client may try again. */
    public static ApiException unavailable(String detail) {
        return new ApiException(Status.SERVICE_UNAVAILABLE, detail);
    }

    /** The same, where it is known when: {@code retryAfter}, more than nothing, is how long the client should wait. */
    public static ApiException unavailable(String detail, Duration retryAfter) {
        return new ApiException(Status.SERVICE_UNAVAILABLE, detail, retryAfter);
    }

    /** Somebody whom the service asks for its answer gives none that makes sense. */
    public static ApiException badGateway(String detail) {
        return new ApiException(Status.BAD_GATEWAY, detail);
    }

    /** Somebody whom the service asks for its answer gives none in time. */
    public static ApiException gatewayTimeout(String detail) {
        return new ApiException(Status.GATEWAY_TIMEOUT, detail);
    }

    int status() {
        return status;
    }

    /** After how many whole seconds the client may try again, if it was told to wait. */
    Optional<Long> retryAfterSeconds() {
        return Optional.ofNullable(retryAfter)
                .map(wait -> wait.plusSeconds(1).minusNanos(1).toSeconds());
    }
}
