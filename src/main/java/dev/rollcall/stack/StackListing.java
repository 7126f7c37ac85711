package dev.rollcall.stack;

import dev.rollcall.http.ApiException;
import dev.rollcall.http.ContinuationToken;
import dev.rollcall.http.PageSize;
import dev.rollcall.http.PublicAddress;
import dev.rollcall.security.Caller;
import dev.rollcall.stack.StackPage.Links;
import dev.rollcall.stack.StackPage.Summary;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.PersistenceException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/** Reads pages of stacks, one statement a page, in plain JDBC: there is nothing to keep in a session. */
@ApplicationScoped
class StackListing {

    private static final String HOLDS_ROLE = "select from membership where user_id = ? and role_id = ?";

    private final DataSource database;
    private final PublicAddress address;

    StackListing(DataSource database, PublicAddress address) {
        this.database = database;
        this.address = address;
    }

    /**
     * Reads a page.
     *
     * @param continuationToken where the previous page ended, or null
     * @throws ApiException 400 for a token that was not given out for this filter, 404 for a role that the caller does
     *     not hold
     */
    StackPage page(Caller caller, StackFilter filter, PageSize size, String continuationToken) {
        List<UUID> after = continuationToken == null
                ? List.of(StackQuery.START, StackQuery.START)
                : ContinuationToken.read(continuationToken, filter.toString(), 2)
                        .orElseThrow(() -> ApiException.badRequest("Invalid continuation token"));
        // One more than wanted tells whether there is another page.
        List<Row> rows = read(caller, filter, after, size.value() + 1);
        List<Row> page = rows.subList(0, Math.min(rows.size(), size.value()));
        return new StackPage(
                page.stream().map(Row::summary).toList(),
                rows.size() > page.size() ? page.get(page.size() - 1).continuation(filter) : null);
    }

    private List<Row> read(Caller caller, StackFilter filter, List<UUID> after, int limit) {
        StackQuery query = new StackQuery(filter, caller, after.get(0), after.get(1), limit);
        try (Connection connection = database.getConnection()) {
            List<Row> rows = filter.isImpossible() ? List.of() : read(connection, query);
            if (rows.isEmpty() && filter.role() != null && !holdsRole(connection, caller, filter.role())) {
                throw StackFilter.unknownRole(filter.role().toString());
            }
            return rows;
        } catch (SQLException failure) {
            throw new PersistenceException("The stacks could not be read", failure);
        }
    }

    private List<Row> read(Connection connection, StackQuery query) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query.sql())) {
            int index = 1;
            for (Object value : query.parameters()) {
                statement.setObject(index++, value);
            }
            List<Row> rows = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    rows.add(new Row(row.getObject("organization_id", UUID.class), summary(row)));
                }
            }
            return rows;
        }
    }

    private static boolean holdsRole(Connection connection, Caller caller, UUID role) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(HOLDS_ROLE)) {
            statement.setObject(1, caller.userId());
            statement.setObject(2, role);
            try (ResultSet row = statement.executeQuery()) {
                return row.next();
            }
        }
    }

    private Summary summary(ResultSet row) throws SQLException {
        String organization = row.getString("organization");
        String project = row.getString("project");
        String name = row.getString("name");
        OffsetDateTime lastUpdate = row.getObject("last_update", OffsetDateTime.class);
        return new Summary(
                row.getString("id"),
                organization,
                project,
                name,
                lastUpdate == null ? null : Instant.from(lastUpdate).getEpochSecond(),
                row.getObject("resource_count", Long.class),
                new Links(address.link("/" + organization + "/" + project + "/" + name)));
    }

    private record Row(UUID organizationId, Summary summary) {

        String continuation(StackFilter filter) {
            return ContinuationToken.after(filter.toString(), organizationId, UUID.fromString(summary.id()));
        }
    }
}
