package dev.rollcall.team;

import dev.rollcall.database.Sql;
import dev.rollcall.http.ApiException;
import dev.rollcall.http.PublicAddress;
import dev.rollcall.organization.Standing;
import dev.rollcall.organization.TeamRole;
import dev.rollcall.organization.TeamStanding;
import dev.rollcall.team.TeamInfo.Member;
import dev.rollcall.user.Avatar;
import dev.rollcall.user.OwnerName;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Reads and changes the members of teams. */
@ApplicationScoped
class TeamMembers {

    private static final String LIST = """
            select u.id, u.name, u.login, u.avatar_url, m.role from team_member m join app_user u on u.id = m.user_id
            where m.team_id = ? and m.organization_id = ? order by lower(u.login)""";

    /** Keeps the person in the organization until the transaction ends. */
    private static final String FIND = """
            select o.user_id, n.name, m.role
            from owner_name n join membership o on o.user_id = n.user_id and o.organization_id = ?
            left join team_member m on m.user_id = o.user_id and m.team_id = ?
            where lower(n.name) = lower(?)
            for key share of o""";

    private static final String INSERT = """
            insert into team_member (user_id, team_id, organization_id, role) values (?, ?, ?, ?)""";

    private static final String FAILURE = "The members of the team could not be changed";

    private final Sql sql;
    private final PublicAddress address;

    TeamMembers(Sql sql, PublicAddress address) {
        this.sql = sql;
        this.address = address;
    }

    /**
     * A member of an organization.
     *
     * @param role what they are in the team
     */
    record Person(UUID id, String login, TeamRole role) {}

    /** {@return the members by login} */
    List<Member> of(Standing standing, UUID teamId) {
        return sql.list(
                "The members of the team could not be read", LIST, this::member, teamId, standing.organizationId());
    }

    private Member member(ResultSet row) throws SQLException {
        String avatar = row.getString("avatar_url");
        return new Member(
                row.getString("name"),
                row.getString("login"),
                avatar == null ? address.link(Avatar.path(row.getObject("id", UUID.class))) : avatar,
                TeamRole.stored(row.getString("role")));
    }

    /** {@return the member of the organization with this login, in upper or lower case; empty if there is none} */
    Optional<Person> find(Standing standing, TeamStanding team, String login) {
        if (!OwnerName.isValid(login)) {
            return Optional.empty();
        }
        return sql
                .list(
                        FAILURE,
                        FIND,
                        row -> new Person(
                                row.getObject("user_id", UUID.class),
                                row.getString("name"),
                                TeamRole.stored(row.getString("role"))),
                        standing.organizationId(),
                        team.id(),
                        login)
                .stream()
                .findFirst();
    }

    /** The refusal of a login that no member of the organization has. */
    static ApiException unknown(String login) {
        return ApiException.notFound("User '" + login + "' not found");
    }

    void add(Standing standing, UUID teamId, UUID userId, TeamRole role) {
        sql.update(FAILURE, INSERT, userId, teamId, standing.organizationId(), role.value());
    }

    void remove(TeamStanding team, Person person) {
        sql.update(FAILURE, "delete from team_member where user_id = ? and team_id = ?", person.id(), team.id());
    }

    void change(TeamStanding team, Person person, TeamRole role) {
        sql.update(
                FAILURE,
                "update team_member set role = ? where user_id = ? and team_id = ?",
                role.value(),
                person.id(),
                team.id());
    }
}
