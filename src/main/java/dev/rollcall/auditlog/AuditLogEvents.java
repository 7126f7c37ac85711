package dev.rollcall.auditlog;

import dev.rollcall.database.Sql;
import dev.rollcall.http.ApiException;
import dev.rollcall.query.ContinuationToken;
import dev.rollcall.query.ContinuationToken.TextKey;
import dev.rollcall.user.OwnerName;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** Reads the events of an organization, newest first, with one statement per page. */
@Singleton
class AuditLogEvents {

    private static final String FAILURE = "The audit log could not be read";

    /**
     * An account that has been deleted has no login, but the login stays reserved for it. With {@code limit 1}, PostgreSQL
     * looks up the accounts of a page one by one, also if it expects many events and would read all accounts instead.
     */
    private static final String SELECT = """
            select e.id, e.occurred_at, e.action, e.description, e.address, e.actor_id, e.token_id, e.token_name,
                e.request_id, u.kind, u.name as actor_name, u.avatar_url,
                coalesce(u.login, (select n.name from owner_name n where n.reserved_for = u.id
                    order by n.reserved_until desc limit 1)) as login
            from audit_event e
            left join lateral (select * from app_user a where a.id = e.actor_id limit 1) u on true
            where e.organization_id = ?""";

    /** Accounts that the organization does not know count as unknown, so that admins cannot ask who is here. */
    private static final String FIND = """
            select u.id from owner_name n join app_user u on u.id = coalesce(n.user_id, n.reserved_for)
            where lower(n.name) = lower(?)
                and (exists (select from membership m where m.user_id = u.id and m.organization_id = ?)
                    or exists (select from audit_event e where e.actor_id = u.id and e.organization_id = ?))""";

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
            StringBuilder text = new StringBuilder(SELECT);
            List<Object> parameters = new ArrayList<>(List.of(filter.organizationId()));
            String columns = "";
            List<Object> values = List.of();
            if (filter.actorId() != null) {
                columns = "e.actor_id, ";
                values = List.of(filter.actorId());
                if (filter.event() != null) {
                    text.append(" and e.action = ?");
                    parameters.add(filter.event());
                }
            } else if (filter.event() != null) {
                columns = "e.action, ";
                values = List.of(filter.event());
            }
            if (after != null) {
                // Earlier than the end of the filter.
                bound(text, parameters, columns + "e.occurred_at, e.id", "<", values, time(after.at()), after.id());
            } else if (filter.until() != null) {
                bound(text, parameters, columns + "e.occurred_at", "<", values, time(filter.until()));
            } else if (!values.isEmpty()) {
                bound(text, parameters, columns.replace(", ", ""), "<=", values);
            }
            if (filter.from() != null) {
                bound(text, parameters, columns + "e.occurred_at", ">=", values, time(filter.from()));
            } else if (!values.isEmpty()) {
                bound(text, parameters, columns.replace(", ", ""), ">=", values);
            }
            parameters.add(limit);
            text.append(" order by ")
                    .append(columns.replace(",", " desc,"))
                    .append("e.occurred_at desc, e.id desc limit ?");
            return new Statement(text.toString(), parameters);
        }

        private static void bound(
                StringBuilder text,
                List<Object> parameters,
                String columns,
                String operator,
                List<Object> values,
                Object... place) {
            parameters.addAll(values);
            parameters.addAll(List.of(place));
            text.append(" and (").append(columns).append(") ").append(operator).append(" (");
            text.append("?, ".repeat(values.size() + place.length - 1)).append("?)");
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
     */
    List<AuditLogEntry> read(AuditLogFilter filter, Position after, int limit) {
        Statement statement = Statement.of(filter, after, limit);
        return sql.list(
                FAILURE,
                statement.text(),
                AuditLogEntry::of,
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

    /**
     * Finds an account that is a member, or did something.
     *
     * @param login as in the events; case does not matter
     * @throws ApiException 404 if the organization knows no such account
     */
    UUID actor(UUID organizationId, String login) {
        Optional<UUID> found = login.startsWith(MACHINE)
                ? machine(organizationId, login.substring(MACHINE.length()))
                : person(organizationId, login);
        return found.orElseThrow(() -> ApiException.notFound("User '" + login + "' not found"));
    }

    private Optional<UUID> person(UUID organizationId, String login) {
        return OwnerName.isValid(login)
                ? sql
                        .list(FAILURE, FIND, row -> row.getObject(1, UUID.class), login, organizationId, organizationId)
                        .stream()
                        .findFirst()
                : Optional.empty();
    }

    private Optional<UUID> machine(UUID organizationId, String id) {
        boolean known = sql.query(
                FAILURE,
                "select from organization where id = ? and service_account_id::text = lower(?)",
                ResultSet::next,
                organizationId,
                id.indexOf('\0') < 0 ? id : "");
        return known ? Optional.of(UUID.fromString(id)) : Optional.empty();
    }
}
