package dev.rollcall.directory;

import dev.rollcall.audit.AuditEvent.Action;
import dev.rollcall.audit.AuditLog;
import dev.rollcall.audit.AuditLog.Source;
import dev.rollcall.checkpoint.StateDocument;
import dev.rollcall.database.Sql;
import dev.rollcall.grant.Grantee;
import dev.rollcall.grant.StackGrants;
import dev.rollcall.http.ApiException;
import dev.rollcall.organization.StackPermission;
import dev.rollcall.organization.Standing;
import dev.rollcall.organization.TeamAccess;
import dev.rollcall.organization.TeamStanding;
import dev.rollcall.security.Caller;
import dev.rollcall.state.Updates;
import dev.rollcall.tag.StackTags;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import org.hibernate.id.uuid.UuidVersion7Strategy;

/** Creates stacks with their tags and grants. */
@ApplicationScoped
class StackCreation {

    private static final String INSERT = """
        insert into stack (id, organization_id, project, name) values (?, ?, ?, ?) on conflict do nothing\
        """;

    private final Sql sql;
    private final TeamAccess teams;
    private final StackTags tags;
    private final StackGrants grants;
    private final Updates updates;
    private final AuditLog audit;

    StackCreation(Sql sql, TeamAccess teams, StackTags tags, StackGrants grants, Updates updates, AuditLog audit) {
        this.sql = sql;
        this.teams = teams;
        this.tags = tags;
        this.grants = grants;
        this.updates = updates;
        this.audit = audit;
    }

    /**
     * Creates a stack for a caller who may, in the transaction that has locked the organization.
     *
     * @param state what the stack begins with; null for nothing
     * @throws ApiException as the operation describes
     */
    void create(
            Caller caller,
            Source source,
            Standing standing,
            String project,
            CreateStackRequest wanted,
            StateDocument state) {
        wanted.checked(project);
        if (!wanted.teamNames().isEmpty()) {
            standing.requireShared("Teams");
        }
        List<TeamStanding> chosen = wanted.teamNames().stream()
                .map(team -> team(caller, standing, team))
                .distinct()
                .toList();
        UUID organizationId = standing.organizationId();
        UUID id = UuidVersion7Strategy.INSTANCE.generateUuid(null);
        if (sql.update("The stack could not be created", INSERT, id, organizationId, project, wanted.stackName())
                == 0) {
            throw DirectoryNames.taken(standing.login(), project, wanted.stackName());
        }
        if (state != null) {
            if (state.secretsOf() != null) {
                // A new stack has no key yet.
                throw ApiException.badRequest("cannot import deployment with encrypted secrets from a different stack");
            }
            updates.initialState(id, state);
        }
        tags.add(organizationId, id, wanted.tagsOrNone());
        for (TeamStanding team : chosen) {
            // Who runs "pulumi stack init --teams" wants them to update the stack.
            grants.set(Grantee.team(team.id()), id, StackPermission.WRITE);
        }
        // All tokens of teams act as one account. A grant to it would open the stack to other teams' tokens.
        grants.set(
                standing.teamId() == null ? Grantee.user(caller.userId()) : Grantee.team(standing.teamId()),
                id,
                StackPermission.ADMIN);
        audit.record(
                Action.STACK_CREATED,
                source,
                organizationId,
                id,
                "Created stack '" + project + "/" + wanted.stackName() + "'" + forTeams(chosen));
    }

    /** Not 404: to the CLI that means that there is no such organization, and it says so. */
    private TeamStanding team(Caller caller, Standing standing, String name) {
        try {
            return teams.of(caller, standing, name);
        } catch (ApiException missing) {
            throw ApiException.badRequest(missing.getMessage());
        }
    }

    private static String forTeams(List<TeamStanding> teams) {
        return teams.isEmpty()
                ? ""
                : " for the teams "
                        + String.join(
                                ", ",
                                teams.stream()
                                        .map(team -> "'" + team.name() + "'")
                                        .toList());
    }
}
