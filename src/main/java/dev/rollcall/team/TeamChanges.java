package dev.rollcall.team;

import dev.rollcall.audit.AuditEvent.Action;
import dev.rollcall.audit.AuditLog;
import dev.rollcall.audit.AuditLog.Source;
import dev.rollcall.grant.ManagedTeam;
import dev.rollcall.organization.Organization;
import dev.rollcall.organization.OrganizationAccess;
import dev.rollcall.organization.Permission;
import dev.rollcall.organization.Standing;
import dev.rollcall.organization.TeamAccess;
import dev.rollcall.organization.TeamRole;
import dev.rollcall.organization.TeamStanding;
import dev.rollcall.query.PageSize;
import dev.rollcall.security.Caller;
import dev.rollcall.team.TeamContents.Contents;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Lists and changes the teams of an organization for a caller, if they may. One transaction per change. */
@ApplicationScoped
public class TeamChanges {

    private final OrganizationAccess access;
    private final TeamAccess teamAccess;
    private final Teams teams;
    private final TeamMembers members;
    private final TeamContents contents;
    private final TeamUpdate update;
    private final AuditLog audit;

    TeamChanges(
            OrganizationAccess access,
            TeamAccess teamAccess,
            Teams teams,
            TeamMembers members,
            TeamContents contents,
            TeamUpdate update,
            AuditLog audit) {
        this.access = access;
        this.teamAccess = teamAccess;
        this.teams = teams;
        this.members = members;
        this.contents = contents;
        this.update = update;
        this.audit = audit;
    }

    /**
     * Reads the teams by name.
     *
     * @param size empty for all teams
     * @param after the continuation token of the previous page, or null for the first page
     */
    public TeamInfo.Page page(Caller caller, Standing standing, Optional<PageSize> size, String after) {
        return teams.page(caller, standing.require(Permission.READ_TEAMS), size, after);
    }

    /** {@return whether the caller may create teams} */
    public boolean mayCreate(Standing standing) {
        return teams.mayCreate(standing);
    }

    /**
     * Reads a team with its members and stacks.
     *
     * @throws dev.rollcall.http.ApiException 404 if there is no such team
     */
    public TeamInfo get(Caller caller, Standing standing, String name) {
        return get(caller, standing, teamAccess.of(caller, standing.require(Permission.READ_TEAMS), name));
    }

    /** Reads the members and stacks of a team that was found. */
    public TeamInfo get(Caller caller, Standing standing, TeamStanding team) {
        standing.require(Permission.READ_TEAMS);
        boolean orphaned = team.kind() == TeamStanding.Kind.GITHUB && standing.kind() != Organization.Kind.GITHUB;
        Contents found = contents.of(caller, standing, team);
        return TeamInfo.of(
                team,
                found.members(),
                found.stacks(),
                List.of(),
                orphaned ? "GitHub no longer backs the organization. These are the last known members." : null);
    }

    /** Creates a team, with its creator as its admin. */
    @Transactional
    public TeamInfo create(
            Caller caller, Source source, String organization, String name, String displayName, String description) {
        Standing standing = locked(caller, organization);
        teams.requireCreation(standing);
        UUID id = teams.create(
                standing,
                null,
                TeamText.name(name),
                TeamText.displayName(displayName),
                TeamText.description(description));
        if (!standing.machine()) {
            members.add(standing, id, caller.userId(), TeamRole.ADMIN);
        }
        record(Action.TEAM_CREATED, source, standing, id, "Created team '" + name + "'");
        return get(caller, standing, name);
    }

    /** Does everything that a request names, or nothing. */
    @Transactional
    public void change(Caller caller, Source source, String organization, String name, UpdateTeamRequest wanted) {
        Standing standing = locked(caller, organization);
        TeamStanding team = teamAccess.of(caller, standing, name).requireManaged();
        update.apply(new ManagedTeam(caller, source, standing, team), wanted.checked());
    }

    /** Deletes a team, and revokes its tokens. */
    @Transactional
    public void delete(Caller caller, Source source, String organization, String name) {
        Standing standing = locked(caller, organization);
        TeamStanding team = teamAccess.of(caller, standing, name);
        standing.require(Permission.DELETE_TEAMS);
        int tokens = teams.delete(standing, team);
        record(
                Action.TEAM_DELETED,
                source,
                standing,
                team.id(),
                "Deleted team '" + team.name() + "'" + (tokens == 0 ? "" : ", and revoked its tokens: " + tokens));
    }

    private Standing locked(Caller caller, String organization) {
        return access.locked(caller, organization).requireShared("Teams");
    }

    private void record(Action action, Source source, Standing standing, UUID teamId, String description) {
        audit.record(action, source, standing.organizationId(), teamId, description);
    }
}
