package dev.rollcall.http;

import jakarta.ws.rs.core.Response.Status;
import java.io.Serial;
import java.time.Duration;
import java.util.Optional;

/**
 * A request that the service refuses, or cannot serve at the moment. The client gets an {@link ErrorResponse} with the
 * same status. Its message ends with {@code detail}: a sentence or two for the person who reads it, which say what
 * happened, to what, and what to do now.
 */
public class ApiException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    private final int status;
    private final Duration retryAfter;
    private final boolean complete;

    private ApiException(Status status, String detail) {
        this(status, detail, null, false);
    }

    /** A refusal that says more to the code than to the client. The client gets the given one. */
    protected ApiException(ApiException same) {
        super(same.getMessage(), null, false, false);
        this.status = same.status;
        this.retryAfter = same.retryAfter;
        this.complete = same.complete;
    }

    private ApiException(Status status, String detail, Duration retryAfter) {
        this(status, detail, retryAfter, false);
    }

    private ApiException(Status status, String detail, Duration retryAfter, boolean complete) {
        super(detail, null, false, false);
        this.status = status.getStatusCode();
        this.retryAfter = retryAfter;
        this.complete = complete;
    }

    /** Status 400: a parameter or the body is invalid. */
    public static ApiException badRequest(String detail) {
        return new ApiException(Status.BAD_REQUEST, detail);
    }

    /** Status 403: the caller may not do this. */
    public static ApiException forbidden(String detail) {
        return new ApiException(Status.FORBIDDEN, detail);
    }

    /** Status 403 with exactly this message, without the reason phrase in front (contract, section 1.2). */
    public static ApiException forbiddenExactly(String message) {
        return new ApiException(Status.FORBIDDEN, message, null, true);
    }

    /** Status 409: the request does not fit the current state, for example because somebody else has the identity. */
    public static ApiException conflict(String detail) {
        return new ApiException(Status.CONFLICT, detail);
    }

    /** Status 404: there is no such thing, or the caller may not know of it. */
    public static ApiException notFound(String detail) {
        return new ApiException(Status.NOT_FOUND, detail);
    }

    /** Status 413: the body, or a part of it, is larger than a limit. */
    public static ApiException tooLarge(String detail) {
        return new ApiException(Status.REQUEST_ENTITY_TOO_LARGE, detail);
    }

    /**
     * Status 429: the client sends too many requests.
     *
     * @param retryAfter how long the client should wait; positive
     */
    public static ApiException tooManyRequests(String detail, Duration retryAfter) {
        return new ApiException(Status.TOO_MANY_REQUESTS, detail, retryAfter);
    }

    /**
     * Status 503: something that the response depends on does not work at the moment. The client may retry after 2 s.
     */
    public static ApiException unavailable(String detail) {
        return new ApiException(Status.SERVICE_UNAVAILABLE, detail);
    }

    /**
     * Status 503, if it is known when the client may retry.
     *
     * @param retryAfter how long the client should wait; positive
     */
    public static ApiException unavailable(String detail, Duration retryAfter) {
        return new ApiException(Status.SERVICE_UNAVAILABLE, detail, retryAfter);
    }

    /** Status 502: a server that the response depends on, such as an identity provider, fails or sends nonsense. */
    public static ApiException badGateway(String detail) {
        return new ApiException(Status.BAD_GATEWAY, detail);
    }

    /** Status 504: a server that the response depends on, such as an identity provider, does not respond in time. */
    public static ApiException gatewayTimeout(String detail) {
        return new ApiException(Status.GATEWAY_TIMEOUT, detail);
    }

    /** {@return the status of the response} */
    public int status() {
        return status;
    }

    ErrorResponse response() {
        return complete ? new ErrorResponse(status, getMessage()) : ErrorResponse.of(status, getMessage());
    }

    /** {@return the value of {@code Retry-After} in seconds, rounded up; empty if the exception has no waiting time} */
    Optional<Long> retryAfterSeconds() {
        return Optional.ofNullable(retryAfter)
                .map(wait -> wait.plusSeconds(1).minusNanos(1).toSeconds());
    }
}
