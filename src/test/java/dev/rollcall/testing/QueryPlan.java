package dev.rollcall.testing;

import io.restassured.path.json.JsonPath;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * What PostgreSQL does to execute a query.
 *
 * @param rows how many the query returns
 * @param buffers pages of memory that PostgreSQL looks at. Other than milliseconds, they are the same on every machine
 * @param text the plan, with the names of the indexes
 */
public record QueryPlan(long rows, long buffers, String text) {

    /**
     * Executes a query as a prepared statement.
     *
     * @param mode {@code force_custom_plan} for a plan for these values, {@code force_generic_plan} for the one plan for all
     *     values that a connection may end up with
     * @param sql with ? for each value, as JDBC has it
     * @param values numbers, nulls, and what has a text as a literal of SQL
     */
    public static QueryPlan of(Connection connection, String mode, String sql, Object... values) throws SQLException {
        String numbered = sql;
        for (int i = 1; i <= values.length; i++) {
            numbered = numbered.replaceFirst("\\?", "\\$" + i);
        }
        String execute = " execute page(" + literals(values) + ")";
        try (Statement statement = connection.createStatement()) {
            statement.execute("set plan_cache_mode = " + mode);
            statement.execute("set jit = off");
            statement.execute("prepare page as " + numbered);
            String text = Database.text(statement, "explain (analyze, buffers, timing off)" + execute);
            JsonPath json = JsonPath.from(
                    Database.text(statement, "explain (analyze, buffers, timing off, format json)" + execute));
            statement.execute("deallocate page");
            return new QueryPlan(
                    Math.round(json.getDouble("[0].Plan.'Actual Rows'")),
                    json.getLong("[0].Plan.'Shared Hit Blocks'") + json.getLong("[0].Plan.'Shared Read Blocks'"),
                    text);
        }
    }

    private static String literals(Object... values) {
        return Arrays.stream(values)
                .map(value -> value == null || value instanceof Number ? String.valueOf(value) : "'" + value + "'")
                .collect(Collectors.joining(", "));
    }
}
