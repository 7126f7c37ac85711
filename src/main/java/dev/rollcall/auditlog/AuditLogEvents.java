package dev.rollcall.auditlog;

import dev.rollcall.database.Sql;
import dev.rollcall.http.ApiException;
import dev.rollcall.query.ContinuationToken;
import dev.rollcall.query.ContinuationToken.TextKey;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** Reads the events of an organization, newest first, with one statement per page. */
@Singleton
class AuditLogEvents {

    private static final String FAILURE = "The audit log could not be read";

    /**
     * The account that did the events comes first, and PostgreSQL does not know it when it chooses the plan. So the plan
     * does not depend on how many events the account did, and one statement finds the account and its events.
     *
     * <p>An account that has been deleted has no login, but the login stays reserved for it. With {@code limit 1},
     * PostgreSQL looks up the accounts of a page one by one, also if it expects many events and would read all accounts
     * instead.
     */
    private static final String SELECT = """
            select e.id, e.occurred_at, e.action, e.description, e.address, e.actor_id, e.token_id, e.token_name,
                e.request_id, u.kind, u.name as actor_name, u.avatar_url,
                coalesce(u.login, (select n.name from owner_name n where n.reserved_for = u.id
                    order by n.reserved_until desc limit 1)) as login
            from (%s) a
            left join lateral (select * from audit_event e where e.organization_id = ?%s order by %s limit ?) e on true
            left join lateral (select * from app_user where id = e.actor_id limit 1) u on true
            order by %3$s""";

    private static final String EVERYBODY = "select null::uuid as id";

    /**
     * Accounts that the organization does not know count as unknown, so that admins cannot ask who is here. The range and
     * the order keep PostgreSQL from reading all events to find that an account caused none.
     */
    private static final String PERSON = """
            select u.id from owner_name n join app_user u on u.id = coalesce(n.user_id, n.reserved_for)
            where lower(n.name) = lower(?)
                and coalesce(
                    (select true from membership m where m.user_id = u.id and m.organization_id = ?),
                    (select true from audit_event e
                    where e.organization_id = ? and e.actor_id >= u.id and e.actor_id <= u.id
                    order by e.actor_id desc, e.occurred_at desc limit 1))""";

    private static final String TOKENS =
            "select service_account_id as id from organization where service_account_id::text = lower(?) and id = ?";

    private static final String MACHINE = "service-account:";

    private final Sql sql;

    AuditLogEvents(Sql sql) {
        this.sql = sql;
    }

    /** The place of an event in the log: all older ones come after it. */
    record Position(Instant at, UUID id) {

        static Position of(AuditLogEntry entry) {
            return new Position(entry.at(), entry.id());
        }

        /** {@return a continuation token for the events after this place} */
        String token(AuditLogFilter filter) {
            long micros = ChronoUnit.MICROS.between(Instant.EPOCH, at);
            return ContinuationToken.after(filter.toString(), new TextKey(Long.toString(micros), id));
        }

        /** {@return the place that a token stands for; empty if it was not made for this filter} */
        static Optional<Position> read(String token, AuditLogFilter filter) {
            return ContinuationToken.readText(token, filter.toString())
                    .filter(key -> key.text().matches("[0-9]{1,18}"))
                    .map(key ->
                            new Position(Instant.EPOCH.plus(Long.parseLong(key.text()), ChronoUnit.MICROS), key.id()));
        }
    }

    /**
     * One statement and its parameters. A filter is a range that begins and ends with one value, and the first key of the
     * order. With an equality, PostgreSQL could take the index without the filter's column, because it does not know how
     * rare the value is, and read all events of the organization. The bounds compare rows, because a page begins where
     * the filter's column and the time say together.
     */
    record Statement(String text, List<Object> parameters) {

        static Statement of(AuditLogFilter filter, Position after, int limit) {
            List<Object> parameters = new ArrayList<>();
            String actor = actor(filter, parameters);
            parameters.add(filter.organizationId());
            StringBuilder bounds = new StringBuilder();
            String column = "";
            String value = "";
            List<Object> values = List.of();
            if (filter.user() != null) {
                column = "e.actor_id";
                value = "a.id";
                if (filter.event() != null) {
                    bounds.append(" and e.action = ?");
                    parameters.add(filter.event());
                }
            } else if (filter.event() != null) {
                column = "e.action";
                value = "?";
                values = List.of(filter.event());
            }
            String columns = column.isEmpty() ? "" : column + ", ";
            if (after != null) {
                // Earlier than the end of the filter.
                bound(
                        bounds,
                        parameters,
                        columns + "e.occurred_at, e.id",
                        "<",
                        value,
                        values,
                        time(after.at()),
                        after.id());
            } else if (filter.until() != null) {
                bound(bounds, parameters, columns + "e.occurred_at", "<", value, values, time(filter.until()));
            } else if (!column.isEmpty()) {
                bound(bounds, parameters, column, "<=", value, values);
            }
            if (filter.from() != null) {
                bound(bounds, parameters, columns + "e.occurred_at", ">=", value, values, time(filter.from()));
            } else if (!column.isEmpty()) {
                bound(bounds, parameters, column, ">=", value, values);
            }
            parameters.add(limit);
            String order = columns.replace(",", " desc,") + "e.occurred_at desc, e.id desc";
            return new Statement(SELECT.formatted(actor, bounds, order), parameters);
        }

        private static String actor(AuditLogFilter filter, List<Object> parameters) {
            String user = filter.user();
            if (user == null) {
                return EVERYBODY;
            }
            // PostgreSQL refuses NUL, which no name has.
            String name = user.replace('\0', ' ');
            if (name.startsWith(MACHINE)) {
                parameters.addAll(List.of(name.substring(MACHINE.length()), filter.organizationId()));
                return TOKENS;
            }
            parameters.addAll(List.of(name, filter.organizationId(), filter.organizationId()));
            return PERSON;
        }

        private static void bound(
                StringBuilder text,
                List<Object> parameters,
                String columns,
                String operator,
                String value,
                List<Object> values,
                Object... place) {
            parameters.addAll(values);
            parameters.addAll(List.of(place));
            List<String> compared = new ArrayList<>(Collections.nCopies(place.length, "?"));
            if (!value.isEmpty()) {
                compared.add(0, value);
            }
            text.append(" and (").append(columns).append(") ").append(operator).append(" (");
            text.append(String.join(", ", compared)).append(')');
        }

        private static Object time(Instant time) {
            return time.atOffset(ZoneOffset.UTC);
        }
    }

    /**
     * Reads the newest events after a place.
     *
     * @param after null for the beginning
     * @param limit the highest number of events
     * @throws ApiException 404 if the filter names an account that is no member and did nothing
     */
    List<AuditLogEntry> read(AuditLogFilter filter, Position after, int limit) {
        Statement statement = Statement.of(filter, after, limit);
        return sql.query(
                FAILURE,
                statement.text(),
                row -> {
                    List<AuditLogEntry> entries = new ArrayList<>();
                    boolean known = false;
                    while (row.next()) {
                        known = true;
                        // An account without events is one row without an event.
                        if (row.getObject("id") != null) {
                            entries.add(AuditLogEntry.of(row));
                        }
                    }
                    if (!known) {
                        throw ApiException.notFound("User '" + filter.user() + "' not found");
                    }
                    return entries;
                },
                statement.parameters().toArray());
    }

    /**
     * A page that ends where a second ends.
     *
     * @param next the Unix time, in seconds, before which the next page begins; null on the last page
     */
    record Seconds(List<AuditLogEntry> entries, Long next) {}

    /**
     * Reads a page of whole seconds, because the next page is found by a Unix time. A second with more events than a page
     * makes the page longer.
     */
    Seconds readSeconds(AuditLogFilter filter, int size) {
        List<AuditLogEntry> found = read(filter, null, size + 1);
        if (found.size() <= size) {
            return new Seconds(found, null);
        }
        long cut = found.get(size).at().getEpochSecond();
        if (found.get(0).at().getEpochSecond() > cut) {
            return new Seconds(
                    found.stream()
                            .filter(entry -> entry.at().getEpochSecond() > cut)
                            .toList(),
                    cut + 1);
        }
        Instant second = Instant.ofEpochSecond(cut);
        Instant from = filter.from() == null || filter.from().isBefore(second) ? second : filter.from();
        List<AuditLogEntry> rest = read(filter.since(from), Position.of(found.get(size)), Integer.MAX_VALUE);
        return new Seconds(Stream.concat(found.stream(), rest.stream()).toList(), cut);
    }
}
