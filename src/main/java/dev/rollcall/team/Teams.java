package dev.rollcall.team;

import dev.rollcall.database.Sql;
import dev.rollcall.http.ApiException;
import dev.rollcall.organization.Permission;
import dev.rollcall.organization.Role;
import dev.rollcall.organization.Standing;
import dev.rollcall.organization.TeamStanding;
import dev.rollcall.query.ContinuationToken.TextKey;
import dev.rollcall.query.PageSize;
import dev.rollcall.query.TextPage;
import dev.rollcall.security.Caller;
import dev.rollcall.team.TeamInfo.Page;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** Lists, creates, renames and deletes teams. */
@ApplicationScoped
class Teams {

    /**
     * Reads teams in the order of {@code team_in_order}. PostgreSQL does not know the bounds in subqueries, so it does not read
     * and sort all teams of an organization. With "limit 1" it looks up the caller's membership for each team of the page.
     */
    static final String LIST = "select " + TeamStanding.COLUMNS + """
             from team t
            left join lateral (select * from team_member where team_id = t.id and user_id = ? limit 1) m on true
            where t.organization_id <= (select ?::uuid) and (t.organization_id, lower(t.name)) > ((select ?::uuid), ?)
                and t.deleted_at is null order by t.organization_id, lower(t.name)""";

    private static final String INSERT = """
            insert into team (id, organization_id, kind, github_team_id, name, display_name, description)
            values (?, ?, case when ?::bigint is null then 'pulumi' else 'github' end, ?, ?, ?, ?)
            on conflict do nothing""";

    /** Null leaves a text as it is. Changes no row if both are as they should be. */
    private static final String RENAME = """
            update team t set display_name = new.display_name, description = new.description
            from (select id, coalesce(?, display_name) as display_name, coalesce(?, description) as description
                from team where id = ?) new
            where t.id = new.id
                and (t.display_name, t.description) is distinct from (new.display_name, new.description)""";

    /** Locks the tokens in the order of their ids, as the writing of their last use does. */
    private static final String REVOKE_TOKENS = """
            update access_token set revoked_at = ? where id in (
                select id from access_token where team_id = ? and organization_id = ? and revoked_at is null
                order by id for update)""";

    private static final String DELETION_FAILED = "The team could not be deleted";

    /** The size of a page that has all teams. */
    private static final int ALL = Integer.MAX_VALUE - 1;

    private final Sql sql;
    private final Clock clock;

    Teams(Sql sql, Clock clock) {
        this.sql = sql;
        this.clock = clock;
    }

    /**
     * Reads the teams of an organization by name.
     *
     * @param size empty for all teams
     * @param after the continuation token of the previous page, or null for the first page
     * @throws ApiException 400 if {@code after} was not issued for this organization
     */
    Page page(Caller caller, Standing standing, Optional<PageSize> size, String after) {
        String question = "teams of " + standing.organizationId();
        TextPage<TeamStanding> page = TextPage.read(
                question,
                size.map(PageSize::value).orElse(ALL),
                after,
                (last, most) -> sql.list(
                        "The teams could not be read",
                        LIST + " limit " + most,
                        row -> TeamStanding.of(row, standing),
                        caller.userId(),
                        standing.organizationId(),
                        standing.organizationId(),
                        last.map(TextKey::text).orElse("")),
                team -> new TextKey(team.name().toLowerCase(Locale.ROOT), team.id()));
        return new Page(page.entries().stream().map(TeamInfo::listed).toList(), page.next());
    }

    /**
     * Requires that the caller may create teams: an admin of the organization, or a person who is a member if the
     * organization lets its members do that.
     *
     * @throws ApiException 403 if they may not
     */
    void requireCreation(Standing standing) {
        if (!mayCreate(standing)) {
            standing.require(Permission.CREATE_TEAMS);
        }
    }

    boolean mayCreate(Standing standing) {
        return standing.may(Permission.CREATE_TEAMS)
                || (standing.role() == Role.MEMBER && !standing.machine() && standing.membersCreateTeams());
    }

    /**
     * Creates a team without members.
     *
     * @param gitHubTeam the id of the team at GitHub whose members it gets; null for none
     * @param displayName empty if the name in URLs is shown
     * @return its id
     * @throws ApiException 409 if the organization has a team of this name, in upper or lower case, or of this team at
     *     GitHub
     */
    UUID create(Standing standing, Long gitHubTeam, String name, String displayName, String description) {
        UUID id = UUID.randomUUID();
        int created = sql.update(
                "The team could not be created",
                INSERT,
                id,
                standing.organizationId(),
                gitHubTeam,
                gitHubTeam,
                name,
                displayName,
                description);
        if (created == 0) {
            throw ApiException.conflict("Team with name \"" + name + "\" already exists"
                    + (gitHubTeam == null ? "" : ", or another team has the members of this GitHub team"));
        }
        return id;
    }

    /**
     * Changes the name that is shown, and the description.
     *
     * @param displayName null if it stays, empty if the name in URLs is shown
     * @param description null if it stays
     * @return whether something changed
     */
    boolean rename(TeamStanding team, String displayName, String description) {
        return sql.update("The team could not be changed", RENAME, displayName, description, team.id()) == 1;
    }

    /**
     * Deletes a team with its members' places and its permissions, and revokes its tokens. The row stays, because tokens
     * refer to it.
     *
     * @return how many tokens were revoked
     */
    int delete(Standing standing, TeamStanding team) {
        Object now = clock.instant().atOffset(ZoneOffset.UTC);
        sql.update(DELETION_FAILED, "update team set deleted_at = ? where id = ?", now, team.id());
        sql.update(DELETION_FAILED, "delete from team_member where team_id = ?", team.id());
        sql.update(
                DELETION_FAILED,
                "delete from stack_grant where team_id = ? and organization_id = ?",
                team.id(),
                standing.organizationId());
        return sql.update(DELETION_FAILED, REVOKE_TOKENS, now, team.id(), standing.organizationId());
    }
}
