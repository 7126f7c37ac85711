package dev.rollcall.team;

import dev.rollcall.database.Sql;
import dev.rollcall.http.ApiException;
import dev.rollcall.organization.Standing;
import dev.rollcall.organization.TeamRole;
import dev.rollcall.organization.TeamStanding;
import dev.rollcall.user.OwnerName;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;

/** Finds and changes the members of teams. */
@ApplicationScoped
class TeamMembers {

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

    TeamMembers(Sql sql) {
        this.sql = sql;
    }

    /**
     * A member of an organization.
     *
     * @param role what they are in the team
     */
    record Person(UUID id, String login, TeamRole role) {}

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
