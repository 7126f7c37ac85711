package dev.rollcall.console.organization.team;

import dev.rollcall.team.TeamInfo;

/** The texts of a team, as they were typed. */
record TeamForm(String name, String displayName, String description) {

    static final TeamForm EMPTY = new TeamForm("", "", "");

    static TeamForm of(TeamInfo team) {
        return new TeamForm(
                team.name(), team.displayName().equals(team.name()) ? "" : team.displayName(), team.description());
    }
}
