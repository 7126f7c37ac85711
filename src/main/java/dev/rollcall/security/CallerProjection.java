package dev.rollcall.security;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.sql.SQLException;
import java.util.Optional;

/**
 * The data that one route returns about its caller. The statement that authenticates the caller also reads these
 * columns, so the route needs one SQL statement in total. See docs/decisions/0004-one-statement-for-the-caller.md.
 *
 * @param <T> the data; must be immutable, because concurrent requests of the same caller may share it
 */
public interface CallerProjection<T> {

    /** {@return the path of the route, for example {@code /api/user}; only GET requests use the projection} */
    String path();

    /**
     * SQL of a select list. It can use {@code u} (the caller's row of app_user), {@code t} (the row of access_token,
     * all null if the caller presents a JWT) and the {@linkplain #joined() joined} tables.
     */
    String columns();

    /**
     * SQL of joins, empty by default. It can use {@code u} and {@code t}. It must return at least one row for every
     * caller, so use outer joins.
     */
    default String joined() {
        return "";
    }

    /**
     * Reads the data from the current row and, if the projection {@linkplain #joined() joins} several rows per caller,
     * from the caller's next rows.
     */
    T read(CallerRows rows) throws SQLException;

    /** {@return the path of a GET request, or empty for other methods, which no projection serves} */
    static Optional<String> path(HttpServerRequest request) {
        return request.method().equals(HttpMethod.GET) ? Optional.of(request.path()) : Optional.empty();
    }
}
