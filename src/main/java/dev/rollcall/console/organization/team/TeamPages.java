package dev.rollcall.console.organization.team;

import dev.rollcall.console.organization.Outcome;
import dev.rollcall.console.organization.Place;
import dev.rollcall.team.TeamInfo;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.util.List;

/** The templates of the pages of teams; the build checks them against these parameters. */
@CheckedTemplate(basePath = "pages/organization", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
final class TeamPages {

    private TeamPages() {}

    /**
     * @param next the continuation token of the next page; null on the last page
     * @param typed what was typed into the form for a new team
     * @param creates whether the visitor may create teams
     */
    static native TemplateInstance teams(
            Place place, Outcome outcome, List<TeamInfo> teams, String next, TeamForm typed, boolean creates);

    /**
     * @param texts the display name and the description, as they are or as they were typed
     * @param login what was typed into the form for a new member
     */
    static native TemplateInstance team(Place place, Outcome outcome, ShownTeam team, TeamForm texts, String login);
}
