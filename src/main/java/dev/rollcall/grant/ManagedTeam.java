package dev.rollcall.grant;

import dev.rollcall.audit.AuditLog.Source;
import dev.rollcall.organization.Standing;
import dev.rollcall.organization.TeamStanding;
import dev.rollcall.security.Caller;

/**
 * A team that a caller changes. Their transaction has locked the organization, and they manage the team.
 *
 * @param source who changes it, for the audit record
 */
public record ManagedTeam(Caller caller, Source source, Standing standing, TeamStanding team) {

    /** {@return the team in sentences, for example {@code team 'platform'}} */
    @Override
    public String toString() {
        return "team '" + team.name() + "'";
    }
}
