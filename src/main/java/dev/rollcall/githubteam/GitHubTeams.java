package dev.rollcall.githubteam;

import dev.rollcall.audit.AuditEvent.Action;
import dev.rollcall.audit.AuditLog;
import dev.rollcall.audit.AuditLog.Source;
import dev.rollcall.database.Sql;
import dev.rollcall.database.Sql.SqlArray;
import dev.rollcall.identity.Identity;
import dev.rollcall.provider.IdentityProvider;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/** Keeps the members of teams as GitHub shows them. */
@ApplicationScoped
public class GitHubTeams {

    private static final String FAILURE = "The members of teams could not be copied from GitHub";

    /** Teams of GitHub in organizations that this GitHub backs. */
    private static final String THERE = """
            t.kind = 'github' and t.organization_id in (
                select o.id from organization o where o.backing_provider = ? and o.backing_instance = ?)""";

    private static final String CONCERNED = """
            select from membership m join team t on t.organization_id = m.organization_id
            where m.user_id = ? and t.deleted_at is null and %s limit 1""".formatted(THERE);

    private static final String KNOWN = """
            select t.github_team_id from membership m join team t on t.organization_id = m.organization_id
            where m.user_id = ? and t.deleted_at is null and %s""".formatted(THERE);

    private static final String LEAVE = """
            delete from team_member m using team t
            where t.id = m.team_id and m.user_id = ? and %s and t.github_team_id <> all (?)
            returning m.organization_id, t.name, (select u.login from app_user u where u.id = m.user_id) as login""".formatted(THERE);

    /** Waits for changes to the teams, and then joins none that was deleted. */
    private static final String JOIN = """
            insert into team_member as joined (user_id, team_id, organization_id, identity_id)
            select m.user_id, t.id, t.organization_id, ?
            from membership m join team t on t.organization_id = m.organization_id
            where m.user_id = ? and t.deleted_at is null and %s and t.github_team_id = any (?)
            order by t.id for share of t for key share of m
            on conflict do nothing
            returning joined.organization_id, (select t.name from team t where t.id = joined.team_id) as name,
                (select u.login from app_user u where u.id = joined.user_id) as login""".formatted(THERE);

    /** The members that the organization has, so that the job asks GitHub about them. */
    private static final String ASK = """
            update identity_sync s set next_sync_at = now()
            from identity i join membership m on m.user_id = i.user_id
            where s.identity_id = i.id and m.organization_id = ? and i.provider = ? and i.instance = ?
                and s.next_sync_at > now()""";

    private final Sql sql;
    private final AuditLog audit;

    GitHubTeams(Sql sql, AuditLog audit) {
        this.sql = sql;
        this.audit = audit;
    }

    private record Change(UUID organizationId, String team, String login) {

        static Change of(ResultSet row) throws SQLException {
            return new Change(
                    row.getObject("organization_id", UUID.class), row.getString("name"), row.getString("login"));
        }
    }

    /** {@return whether the person belongs to an organization with teams of the identity's GitHub} */
    public boolean concern(Identity identity) {
        return identity.provider == IdentityProvider.GITHUB
                && sql.query(
                        FAILURE,
                        CONCERNED,
                        ResultSet::next,
                        identity.userId,
                        identity.provider.wireName(),
                        identity.instance);
    }

    /** {@return the ids of the teams at GitHub that are teams of an organization of the person} */
    public List<Long> known(Identity identity) {
        return sql.list(
                FAILURE,
                KNOWN,
                row -> row.getLong(1),
                identity.userId,
                identity.provider.wireName(),
                identity.instance);
    }

    /**
     * Makes a person a member of those teams that GitHub shows, and of no others, in the caller's transaction.
     *
     * @param shown the ids of the person's teams at GitHub
     * @param complete whether to leave the others. GitHub may have hidden some
     */
    public void store(Identity identity, List<Long> shown, boolean complete) {
        SqlArray ids = new SqlArray("bigint", shown);
        String provider = identity.provider.wireName();
        if (complete) {
            for (Change left :
                    sql.list(FAILURE, LEAVE, Change::of, identity.userId, provider, identity.instance, ids)) {
                record(Action.TEAM_MEMBER_REMOVED, identity, left, "Removed '" + left.login() + "' from team '");
            }
        }
        for (Change joined :
                sql.list(FAILURE, JOIN, Change::of, identity.id, identity.userId, provider, identity.instance, ids)) {
            record(Action.TEAM_MEMBER_ADDED, identity, joined, "Added '" + joined.login() + "' to team '");
        }
    }

    private void record(Action action, Identity identity, Change change, String sentence) {
        audit.record(
                action,
                Source.SERVICE,
                change.organizationId(),
                identity.userId,
                sentence + change.team() + "', because GitHub says so");
    }

    /** Makes the identities of an organization's members due, so that the job finds out who is in its teams. */
    public void ask(UUID organizationId, String instance) {
        sql.update(FAILURE, ASK, organizationId, IdentityProvider.GITHUB.wireName(), instance);
    }
}
