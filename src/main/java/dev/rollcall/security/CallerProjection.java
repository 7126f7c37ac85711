package dev.rollcall.security;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.sql.SQLException;
import java.util.Optional;

/**
 * What one route answers about its caller. The statement that authenticates reads these columns as well, so that the
 * route costs one statement in all; see docs/decisions/0004-one-statement-for-the-caller.md.
 *
 * @param <T> what the route makes of the columns
 */
public interface CallerProjection<T> {

    /** The path whose GET is answered. */
    String path();

    /**
     * SQL for a select list. In scope are {@code u}, the caller's row of app_user, {@code t}, their row of access_token,
     * which is all null for who presents a JWT, and what is {@linkplain #joined() joined}.
     */
    String columns();

    /**
     * {@return SQL of a join, in which {@code u} and {@code t} are in scope, that leaves at least one row of every caller; or
     * nothing}
     */
    default String joined() {
        return "";
    }

    /**
     * Makes the answer of the row that the rows are at, and of all others that are {@linkplain #joined() joined}. It may be given
     * to several requests of the same caller: nothing can be changed in it.
     */
    T read(CallerRows rows) throws SQLException;

    /** {@return the path that a projection may answer, or empty for requests that none does} */
    static Optional<String> path(HttpServerRequest request) {
        return request.method().equals(HttpMethod.GET) ? Optional.of(request.path()) : Optional.empty();
    }
}
