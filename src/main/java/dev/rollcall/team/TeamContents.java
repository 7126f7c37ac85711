package dev.rollcall.team;

import dev.rollcall.database.Sql;
import dev.rollcall.grant.TeamStackPermission;
import dev.rollcall.http.PublicAddress;
import dev.rollcall.organization.Role;
import dev.rollcall.organization.StackPermission;
import dev.rollcall.organization.Standing;
import dev.rollcall.organization.TeamRole;
import dev.rollcall.organization.TeamStanding;
import dev.rollcall.security.Caller;
import dev.rollcall.team.TeamInfo.Member;
import dev.rollcall.user.Avatar;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Reads the members and the stacks of a team, with one statement. */
@ApplicationScoped
class TeamContents {

    /**
     * Members by login, then stacks by name. Leaves out stacks that the caller cannot reach, unless they may know of all
     * stacks of the team.
     */
    static final String READ = """
            select true as person, row_number() over (order by lower(u.login)) as place,
                u.name as first, u.login as second, m.role as may, u.id, u.avatar_url
            from team_member m join app_user u on u.id = m.user_id
            where m.team_id = ? and m.organization_id = ?
            union all
            select false, row_number() over (order by s.project, s.name), s.project, s.name, g.permission, null, null
            from stack_grant g
            join stack s on s.id = g.stack_id
            join organization o on o.id = g.organization_id
            where g.team_id = ? and g.organization_id = ? and g.permission <> 'none'
                and (? or ? and o.default_stack_permission <> 'none' or exists (
                    select from stack_grant x
                    where x.organization_id = g.organization_id and x.stack_id = g.stack_id and x.permission <> 'none'
                        and (x.user_id = ?::uuid or x.team_id = ? or x.role_id = ? or x.team_id in (
                            select m.team_id from team_member m
                            where m.user_id = ? and m.organization_id = g.organization_id))))
            order by person desc, place""";

    private final Sql sql;
    private final PublicAddress address;

    TeamContents(Sql sql, PublicAddress address) {
        this.sql = sql;
        this.address = address;
    }

    /**
     * What is in a team.
     *
     * @param stacks as far as the caller may know of them
     */
    record Contents(List<Member> members, List<TeamStackPermission> stacks) {}

    Contents of(Caller caller, Standing standing, TeamStanding team) {
        Contents contents = new Contents(new ArrayList<>(), new ArrayList<>());
        sql.list(
                "The members and stacks of the team could not be read",
                READ,
                row -> row.getBoolean("person")
                        ? contents.members().add(member(row))
                        : contents.stacks().add(stack(row)),
                team.id(),
                standing.organizationId(),
                team.id(),
                standing.organizationId(),
                standing.role() == Role.ADMIN
                        || team.role() != TeamRole.NONE
                        || team.id().equals(standing.teamId()),
                standing.role() == Role.MEMBER && standing.customRoleId() == null,
                // Team tokens do not have the grants of the account that they act as.
                standing.teamId() == null ? caller.userId() : null,
                standing.teamId(),
                standing.customRoleId(),
                caller.userId());
        return contents;
    }

    private Member member(ResultSet row) throws SQLException {
        String avatar = row.getString("avatar_url");
        return new Member(
                row.getString("first"),
                row.getString("second"),
                avatar == null ? address.link(Avatar.path(row.getObject("id", UUID.class))) : avatar,
                TeamRole.stored(row.getString("may")));
    }

    private static TeamStackPermission stack(ResultSet row) throws SQLException {
        return new TeamStackPermission(row.getString("first"), row.getString("second"), (long)
                StackPermission.stored(row.getString("may")).code);
    }
}
