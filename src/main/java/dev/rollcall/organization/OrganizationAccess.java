package dev.rollcall.organization;

import dev.rollcall.database.Sql;
import dev.rollcall.http.ApiException;
import dev.rollcall.security.Caller;
import dev.rollcall.user.OwnerName;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;

/**
 * Decides what a caller may do in an organization. Every operation below {@code /api/orgs/{orgName}} asks here first.
 * Whoever does not belong to an organization does not learn whether it exists: site administrators, too.
 */
@Singleton
public class OrganizationAccess {

    private static final String FAILURE = "The caller's place in the organization could not be read";

    private static final String STANDING = """
            select o.id, o.login, o.name, o.avatar_url, o.kind, o.created_at, o.max_access_token_expiry_days as days,
                o.members_can_create_teams, coalesce(t.role, case when t.admin then 'admin' end, m.role) as role, m.role_id,
                t.kind as token_kind, t.team_id as token_team_id,
                t.expires_at is null or t.expires_at > now() + make_interval(days => o.max_access_token_expiry_days)
                    as lives_too_long
            from owner_name n
            join organization o on o.id = n.organization_id
            join membership m on m.organization_id = o.id and m.user_id = ?
            left join access_token t on t.id = ?
            where lower(n.name) = lower(?)""";

    private static final String STANDING_IN_TEAM =
            "select place.*, " + TeamStanding.COLUMNS + " from (" + STANDING + """
            ) place
            left join team t on t.organization_id = place.id and lower(t.name) = lower(?) and t.deleted_at is null
            left join team_member m on m.team_id = t.id and m.user_id = ?""";

    /** Only members can lock. New memberships, teams and stacks refer to the row, and this lock lets them. */
    private static final String LOCK = """
            select from organization o
            where o.id = (select n.organization_id from owner_name n where lower(n.name) = lower(?))
                and exists (select from membership m where m.organization_id = o.id and m.user_id = ?)
            for no key update""";

    /** Does not tell strangers that an organization exists. */
    private static final String REFUSED = """
            select o.login, o.max_access_token_expiry_days as days
            from access_token t
            join membership m on m.user_id = t.user_id
            join organization o on o.id = m.organization_id
            where t.id = ? and o.max_access_token_expiry_days is not null
                and (t.expires_at is null or t.expires_at > now() + make_interval(days => o.max_access_token_expiry_days))
                and (o.id = t.organization_id
                    or o.id = (select n.organization_id from owner_name n where lower(n.name) = lower(?)))
            limit 1""";

    private final Sql sql;

    OrganizationAccess(Sql sql) {
        this.sql = sql;
    }

    /**
     * Finds the caller's place in an organization, with one statement.
     *
     * @param organization its name in URLs, in upper or lower case
     * @throws ApiException 404 if there is no such organization or the caller does not belong to it; 403 if the caller's
     *     access token lives longer than the organization allows
     */
    public Standing of(Caller caller, String organization) {
        return find(caller, organization)
                .orElseThrow(() -> ApiException.notFound("Organization '" + organization + "' not found"));
    }

    /**
     * Locks an organization until the transaction ends, and then finds the caller's place in it. So changes that depend
     * on each other, for example of two admins, happen one after the other, and the second sees what the first did.
     *
     * @throws ApiException as {@link #of}
     */
    public Standing locked(Caller caller, String organization) {
        if (OwnerName.isValid(organization)) {
            sql.query("The organization could not be locked", LOCK, ResultSet::next, organization, caller.userId());
        }
        return of(caller, organization);
    }

    /**
     * Requires that an organization, and the one that the caller's token belongs to, accept the token. Operations that
     * concern several organizations leave out those that do not.
     *
     * @param organization its name in URLs, in upper or lower case; null for none
     * @throws ApiException 403 if the caller belongs to the organization and their access token lives longer than it
     *     allows
     */
    public void requireAccepted(Caller caller, String organization) {
        sql
                .list(
                        FAILURE,
                        REFUSED,
                        row -> livesTooLong(row.getString("login"), row.getInt("days")),
                        caller.tokenId(),
                        organization == null || !OwnerName.isValid(organization) ? null : organization)
                .stream()
                .findFirst()
                .ifPresent(refusal -> {
                    throw refusal;
                });
    }

    /**
     * Finds the caller's place in an organization, like {@link #of}.
     *
     * @return empty if there is no such organization or the caller does not belong to it
     */
    public Optional<Standing> find(Caller caller, String organization) {
        return OwnerName.isValid(organization)
                ? sql
                        .list(
                                FAILURE,
                                STANDING,
                                OrganizationAccess::standing,
                                caller.userId(),
                                caller.tokenId(),
                                organization)
                        .stream()
                        .findFirst()
                : Optional.empty();
    }

    /**
     * A caller's place in an organization and in a team of it.
     *
     * @param team empty if the organization has no such team
     */
    public record PlaceInTeam(Standing standing, Optional<TeamStanding> team) {

        private static PlaceInTeam of(ResultSet row) throws SQLException {
            Standing standing = OrganizationAccess.standing(row);
            return new PlaceInTeam(
                    standing,
                    row.getObject("team_id") == null ? Optional.empty() : Optional.of(TeamStanding.of(row, standing)));
        }
    }

    /**
     * Finds the caller's place in an organization and in one of its teams, with one statement.
     *
     * @param team its name in URLs, in upper or lower case
     * @return empty if there is no such organization or the caller does not belong to it
     */
    public Optional<PlaceInTeam> find(Caller caller, String organization, String team) {
        if (!TeamAccess.isName(team)) {
            return find(caller, organization).map(standing -> new PlaceInTeam(standing, Optional.empty()));
        }
        return OwnerName.isValid(organization)
                ? sql
                        .list(
                                FAILURE,
                                STANDING_IN_TEAM,
                                PlaceInTeam::of,
                                caller.userId(),
                                caller.tokenId(),
                                organization,
                                team,
                                caller.userId())
                        .stream()
                        .findFirst()
                : Optional.empty();
    }

    private static Standing standing(ResultSet row) throws SQLException {
        String tokenKind = row.getString("token_kind");
        String login = row.getString("login");
        Integer days = row.getObject("days", Integer.class);
        if (days != null && tokenKind != null && row.getBoolean("lives_too_long")) {
            throw livesTooLong(login, days);
        }
        return new Standing(
                row.getObject("id", UUID.class),
                login,
                row.getString("name"),
                row.getString("avatar_url"),
                Organization.Kind.of(row.getString("kind")),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                Role.of(row.getString("role")).orElseThrow(),
                row.getObject("role_id", UUID.class),
                row.getObject("token_team_id", UUID.class),
                tokenKind != null && !tokenKind.equals("personal"),
                days,
                row.getBoolean("members_can_create_teams"));
    }

    /**
     * {@return the refusal of an access token that lives longer than an organization allows} The contract gives the
     * message, without the reason phrase (contract for writes, section 3.6). Clients show it to people.
     *
     * @param login the organization's name in URLs
     */
    public static ApiException livesTooLong(String login, int days) {
        return ApiException.forbiddenExactly("The `" + login + "` organization enforces a max access token expiry of `"
                + days + "` days that your current token does not meet. Please generate a new token with a TTL meeting"
                + " your org's threshold to perform this request.");
    }
}
