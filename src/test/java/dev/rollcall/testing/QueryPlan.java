package dev.rollcall.testing;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What PostgreSQL does to execute a query.
 *
 * @param rows how many the query returns
 * @param buffers pages of memory that PostgreSQL looks at. Other than milliseconds, they are the same on every machine
 * @param text the plan, with the names of the indexes
 */
public record QueryPlan(long rows, long buffers, String text) {

    private static final Pattern ROWS = Pattern.compile("actual rows=(\\d+)");
    private static final Pattern BUFFERS = Pattern.compile("Buffers: shared(?: hit=(\\d+))?(?: read=(\\d+))?");

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
        try (Statement statement = connection.createStatement()) {
            statement.execute("set plan_cache_mode = " + mode);
            statement.execute("set jit = off");
            statement.execute("prepare page as " + numbered);
            String text = Database.text(
                    statement, "explain (analyze, buffers, timing off) execute page(" + literals(values) + ")");
            statement.execute("deallocate page");
            return new QueryPlan(rows(text), buffers(text), text);
        }
    }

    /** The first node's rows are those of the query. */
    private static long rows(String text) {
        Matcher rows = ROWS.matcher(text);
        if (!rows.find()) {
            throw new IllegalStateException(text);
        }
        return Long.parseLong(rows.group(1));
    }

    /** The first node's buffers are those of all nodes. Without any, only planning may have some. */
    private static long buffers(String text) {
        Matcher buffers = BUFFERS.matcher(text.replaceFirst("(?s)\nPlanning.*", ""));
        return buffers.find() ? number(buffers.group(1)) + number(buffers.group(2)) : 0;
    }

    private static long number(String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }

    private static String literals(Object... values) {
        return Arrays.stream(values)
                .map(value -> value == null || value instanceof Number ? String.valueOf(value) : "'" + value + "'")
                .collect(Collectors.joining(", "));
    }
}
