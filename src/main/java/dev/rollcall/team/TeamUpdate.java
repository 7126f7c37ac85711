package dev.rollcall.team;

import dev.rollcall.audit.AuditEvent.Action;
import dev.rollcall.audit.AuditLog;
import dev.rollcall.grant.ManagedTeam;
import dev.rollcall.grant.TeamGrants;
import dev.rollcall.grant.TeamStackPermission;
import dev.rollcall.http.ApiException;
import dev.rollcall.organization.TeamRole;
import dev.rollcall.organization.TeamStanding;
import dev.rollcall.team.TeamMembers.Person;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;

/** Changes a team as a request says, and records what changed. The caller's transaction has locked the organization. */
@ApplicationScoped
class TeamUpdate {

    private final Teams teams;
    private final TeamMembers members;
    private final TeamGrants grants;
    private final AuditLog audit;

    TeamUpdate(Teams teams, TeamMembers members, TeamGrants grants, AuditLog audit) {
        this.teams = teams;
        this.members = members;
        this.grants = grants;
        this.audit = audit;
    }

    /**
     * Does all that the request names.
     *
     * @throws ApiException 400, 403, 404 or 409 if something of it cannot be done; then nothing may be committed
     */
    void apply(ManagedTeam target, UpdateTeamRequest body) {
        rename(target, body);
        changeMember(target, body);
        if (body.removeStack() != null) {
            grants.remove(
                    target, body.removeStack().projectName(), body.removeStack().stackName());
        }
        for (TeamStackPermission grant : body.grants()) {
            grants.set(
                    target, grant.projectName(), grant.stackName(), TeamStackPermission.requested(grant.permission()));
        }
        for (TeamEnvironmentSettings environment : body.environments()) {
            throw ApiException.notFound(
                    "Environment '" + environment.projectName() + "/" + environment.envName() + "' not found");
        }
    }

    private void rename(ManagedTeam target, UpdateTeamRequest body) {
        String displayName = body.newDisplayName() == null ? null : TeamText.displayName(body.newDisplayName());
        String description = body.newDescription() == null ? null : TeamText.description(body.newDescription());
        if (teams.rename(target.team(), displayName, description)) {
            record(
                    target,
                    Action.TEAM_UPDATED,
                    target.team().id(),
                    "Changed the display name or the description of " + target);
        }
    }

    private void changeMember(ManagedTeam target, UpdateTeamRequest body) {
        if (body.memberAction() == null && body.member() == null) {
            return;
        }
        if (body.memberAction() == null || body.member() == null) {
            throw ApiException.badRequest("Send memberAction and member together.");
        }
        if (target.team().kind() != TeamStanding.Kind.PULUMI) {
            throw ApiException.badRequest("The members of the " + target + " come from "
                    + (target.team().kind() == TeamStanding.Kind.GITHUB ? "GitHub" : "the identity provider")
                    + ". Change them there.");
        }
        Optional<Person> person = members.find(target.standing(), target.team(), body.member());
        switch (body.memberAction()) {
            case "add" -> add(target, person.orElseThrow(() -> TeamMembers.unknown(body.member())));
            case "remove" ->
                person.filter(member -> member.role() != TeamRole.NONE).ifPresent(member -> remove(target, member));
            case "promote" -> change(target, body.member(), person, TeamRole.ADMIN);
            case "demote" -> change(target, body.member(), person, TeamRole.MEMBER);
            default -> throw ApiException.badRequest("memberAction must be add, remove, promote or demote.");
        }
    }

    private void add(ManagedTeam target, Person person) {
        if (person.role() != TeamRole.NONE) {
            throw ApiException.conflict("User '" + person.login() + "' is already a member of the " + target + ".");
        }
        members.add(target.standing(), target.team().id(), person.id(), TeamRole.MEMBER);
        record(target, Action.TEAM_MEMBER_ADDED, person.id(), "Added '" + person.login() + "' to " + target);
    }

    private void remove(ManagedTeam target, Person person) {
        members.remove(target.team(), person);
        record(target, Action.TEAM_MEMBER_REMOVED, person.id(), "Removed '" + person.login() + "' from " + target);
    }

    private void change(ManagedTeam target, String login, Optional<Person> found, TeamRole role) {
        Person person =
                found.filter(member -> member.role() != TeamRole.NONE).orElseThrow(() -> TeamMembers.unknown(login));
        if (person.role() != role) {
            members.change(target.team(), person, role);
            record(
                    target,
                    Action.TEAM_MEMBER_ROLE_CHANGED,
                    person.id(),
                    "Changed the role of '" + person.login() + "' in " + target + " to " + role.value());
        }
    }

    private void record(ManagedTeam target, Action action, UUID subject, String description) {
        audit.record(action, target.source(), target.standing().organizationId(), subject, description);
    }
}
