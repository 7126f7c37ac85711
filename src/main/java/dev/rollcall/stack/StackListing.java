package dev.rollcall.stack;

import dev.rollcall.database.Sql;
import dev.rollcall.http.ApiException;
import dev.rollcall.http.PublicAddress;
import dev.rollcall.organization.OrganizationAccess;
import dev.rollcall.query.ContinuationToken;
import dev.rollcall.query.PageSize;
import dev.rollcall.security.Caller;
import dev.rollcall.stack.StackPage.Links;
import dev.rollcall.stack.StackPage.Summary;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;

/** Reads pages of stacks. A page needs one SQL statement and no transaction. */
@ApplicationScoped
public class StackListing {

    private static final String FAILURE = "The stacks could not be read";
    private static final String HOLDS_ROLE = "select from membership where user_id = ? and role_id = ?";

    private final Sql sql;
    private final OrganizationAccess access;
    private final PublicAddress address;

    StackListing(Sql sql, OrganizationAccess access, PublicAddress address) {
        this.sql = sql;
        this.access = access;
        this.address = address;
    }

    /**
     * Reads a page of the stacks that a caller may reach.
     *
     * @param machine whether the caller's token belongs to an organization or a team
     * @param continuationToken from the previous page, or null for the first page
     * @throws ApiException 400 if the continuation token was not issued for this caller and filter, 403 if the filter's
     *     organization, or the organization of the caller's token, does not accept the token, 404 if the caller does not
     *     have the filter's role
     */
    public StackPage page(Caller caller, boolean machine, StackFilter filter, PageSize size, String continuationToken) {
        String question = "stacks of " + caller.userId() + ", " + filter.question();
        List<UUID> after = continuationToken == null
                ? List.of(StackQuery.START, StackQuery.START)
                : ContinuationToken.read(continuationToken, question, 2)
                        .orElseThrow(() -> ApiException.badRequest("Invalid continuation token"));
        // Reads one more than the page has, to find out whether there is a next page.
        List<Row> rows = read(caller, machine, filter, after, size.value() + 1);
        List<Row> page = rows.subList(0, Math.min(rows.size(), size.value()));
        return new StackPage(
                page.stream().map(Row::summary).toList(),
                rows.size() > page.size() ? page.get(page.size() - 1).continuation(question) : null);
    }

    /**
     * {@return whether the caller reaches a stack of a project}
     *
     * @param machine whether the caller's token belongs to an organization or a team
     * @param organization in upper or lower case, as {@code project}
     * @throws ApiException 403 as in {@link #page}
     */
    public boolean hasProject(Caller caller, boolean machine, String organization, String project) {
        StackFilter filter = new StackFilter(organization, project, null, null, null, null);
        return !read(caller, machine, filter, List.of(StackQuery.START, StackQuery.START), 1)
                .isEmpty();
    }

    private List<Row> read(Caller caller, boolean machine, StackFilter filter, List<UUID> after, int limit) {
        List<Row> rows = List.of();
        if (!filter.isImpossible()) {
            StackQuery query = new StackQuery(filter, caller, after.get(0), after.get(1), limit);
            rows = sql.list(FAILURE, query.sql(), this::row, query.parameters().toArray());
        }
        if (rows.isEmpty() && (filter.organization() != null || machine)) {
            // The page leaves out what these do not open to the token. Says why, instead of that there is nothing.
            access.requireAccepted(caller, filter.organization());
        }
        if (rows.isEmpty() && filter.role() != null && !holdsRole(caller, filter.role())) {
            throw StackFilter.unknownRole(filter.role().toString());
        }
        return rows;
    }

    private boolean holdsRole(Caller caller, UUID role) {
        return sql.query(FAILURE, HOLDS_ROLE, ResultSet::next, caller.userId(), role);
    }

    private Row row(ResultSet row) throws SQLException {
        return new Row(row.getObject("organization_id", UUID.class), summary(row));
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

        String continuation(String question) {
            return ContinuationToken.after(question, organizationId, UUID.fromString(summary.id()));
        }
    }
}
