package dev.rollcall.http;

import jakarta.ws.rs.core.Response.Status;
import java.io.Serial;

/** A request that cannot be served as asked; becomes an {@link ErrorResponse} with the same status and sentence. */
public class ApiException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    private final int status;

    private ApiException(Status status, String detail) {
        super(detail, null, false, false);
        this.status = status.getStatusCode();
    }

    public static ApiException badRequest(String detail) {
        return new ApiException(Status.BAD_REQUEST, detail);
    }

    public static ApiException forbidden(String detail) {
        return new ApiException(Status.FORBIDDEN, detail);
    }

    public static ApiException notFound(String detail) {
        return new ApiException(Status.NOT_FOUND, detail);
    }

    /** Something that the answer depends on does not work at the moment; the client may try again. */
    public static ApiException unavailable(String detail) {
        return new ApiException(Status.SERVICE_UNAVAILABLE, detail);
    }

    int status() {
        return status;
    }
}
