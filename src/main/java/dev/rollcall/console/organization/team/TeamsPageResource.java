package dev.rollcall.console.organization.team;

import dev.rollcall.console.Confirmation;
import dev.rollcall.console.PageResource;
import dev.rollcall.console.Question;
import dev.rollcall.console.organization.Outcome;
import dev.rollcall.console.organization.Place;
import dev.rollcall.console.organization.SettingsPageResource;
import dev.rollcall.http.ApiException;
import dev.rollcall.http.PublicAddress;
import dev.rollcall.organization.OrganizationAccess;
import dev.rollcall.organization.Permission;
import dev.rollcall.organization.TeamAccess;
import dev.rollcall.organization.TeamStanding;
import dev.rollcall.query.PageSize;
import dev.rollcall.session.BrowserSessions;
import dev.rollcall.team.TeamChanges;
import dev.rollcall.team.TeamInfo;
import dev.rollcall.team.UpdateTeamRequest;
import io.quarkus.qute.TemplateInstance;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import java.util.List;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;

/** The pages of an organization's teams: creating, describing and deleting them, and their members. */
@Path("/{orgName}/settings/teams")
@PermitAll
@Produces(PageResource.HTML)
class TeamsPageResource extends SettingsPageResource {

    private static final String HERE = "/teams";
    private static final String CREATE = "create";
    private static final String TEXTS = "texts";
    private static final String MEMBER = "member";
    private static final PageSize PAGE = new PageSize(100);

    private final TeamChanges teams;

    TeamsPageResource(BrowserSessions sessions, PublicAddress address, OrganizationAccess access, TeamChanges teams) {
        super(sessions, address, access);
        this.teams = teams;
    }

    @GET
    public RestResponse<String> list(String orgName, @RestQuery String after, @Context HttpServerRequest request) {
        return page(request, orgName, HERE, place -> list(place, after, Outcome.NONE, TeamForm.EMPTY));
    }

    private TemplateInstance list(Place place, String after, Outcome outcome, TeamForm typed) {
        TeamInfo.Page page = teams.page(caller(place.visitor()), place.standing(), Optional.of(PAGE), after);
        return TeamPages.teams(
                place, outcome, page.teams(), page.continuationToken(), typed, teams.mayCreate(place.standing()));
    }

    @POST
    public RestResponse<String> create(
            String orgName,
            @RestForm String csrf,
            @RestForm String name,
            @RestForm String displayName,
            @RestForm String description,
            @Context HttpServerRequest request) {
        TeamForm typed = new TeamForm(typed(name), typed(displayName), typed(description));
        return change(
                request,
                orgName,
                typed.name(),
                HERE,
                csrf,
                CREATE,
                (place, caller, source) -> {
                    teams.create(caller, source, orgName, typed.name(), typed.displayName(), typed.description());
                    return Outcome.done("The team " + typed.name() + " is created. You are its admin.");
                },
                (place, outcome) ->
                        outcome.error().isEmpty() ? show(place, outcome, null, "") : list(place, null, outcome, typed));
    }

    @GET
    @Path("{team}")
    public RestResponse<String> show(String orgName, String team, @Context HttpServerRequest request) {
        return page(request, orgName, team, page(team), place -> show(place, Outcome.NONE, null, ""));
    }

    private TemplateInstance show(Place place, Outcome outcome, TeamForm typed, String login) {
        TeamInfo info = teams.get(caller(place.visitor()), place.standing(), place.team());
        return TeamPages.team(
                place,
                outcome,
                ShownTeam.of(place.team(), info, place.path()),
                outcome.refused(TEXTS) ? typed : TeamForm.of(info),
                outcome.again(MEMBER, login));
    }

    @POST
    @Path("{team}")
    public RestResponse<String> describe(
            String orgName,
            String team,
            @RestForm String csrf,
            @RestForm String displayName,
            @RestForm String description,
            @Context HttpServerRequest request) {
        TeamForm typed = new TeamForm(team, typed(displayName), typed(description));
        return change(
                request,
                orgName,
                team,
                page(team),
                csrf,
                TEXTS,
                (place, caller, source) -> {
                    teams.change(
                            caller,
                            source,
                            orgName,
                            team,
                            UpdateTeamRequest.texts(typed.displayName(), typed.description()));
                    return Outcome.done("The team is saved.");
                },
                (place, outcome) -> show(place, outcome, typed, ""));
    }

    @POST
    @Path("{team}/members")
    public RestResponse<String> changeMember(
            String orgName,
            String team,
            @RestForm String csrf,
            @RestForm String action,
            @RestForm String login,
            @Context HttpServerRequest request) {
        return change(
                request,
                orgName,
                team,
                page(team),
                csrf,
                MEMBER,
                (place, caller, source) -> {
                    String who = typed(login);
                    teams.change(caller, source, orgName, team, UpdateTeamRequest.member(typed(action), who));
                    return Outcome.done(who
                            + switch (typed(action)) {
                                case "add" -> " is in the team now.";
                                case "remove" -> " is not in the team any more.";
                                case "promote" -> " is an admin of the team now.";
                                default -> " is a member of the team now, and no admin of it.";
                            });
                },
                (place, outcome) -> show(place, outcome, null, login));
    }

    @GET
    @Path("{team}/members/{login}/remove")
    public RestResponse<String> askToRemove(
            String orgName, String team, String login, @Context HttpServerRequest request) {
        return page(request, orgName, team, page(team), place -> {
            TeamStanding found = place.team().requireManaged();
            String page = place.path() + page(found.name());
            return Question.ask(
                    place.visitor(),
                    new Confirmation(
                            "Remove " + login + " from the team " + found.name(),
                            List.of("They lose what they can reach through this team."),
                            page + "/members",
                            page,
                            List.of(
                                    new Confirmation.Field("action", "remove"),
                                    new Confirmation.Field("login", login))));
        });
    }

    @GET
    @Path("{team}/delete")
    public RestResponse<String> askToDelete(String orgName, String team, @Context HttpServerRequest request) {
        return page(request, orgName, team, page(team), place -> {
            place.standing().require(Permission.DELETE_TEAMS);
            TeamStanding found = place.team();
            String page = place.path() + page(found.name());
            return Question.ask(
                    place.visitor(),
                    new Confirmation(
                            "Delete the team " + found.name(),
                            List.of(
                                    "Its members lose what they can reach through it. Its access tokens stop working at"
                                            + " once.",
                                    "The name of the team is free again. The names of its tokens are not."),
                            page + "/delete",
                            page));
        });
    }

    @POST
    @Path("{team}/delete")
    public RestResponse<String> delete(
            String orgName, String team, @RestForm String csrf, @Context HttpServerRequest request) {
        return change(
                request,
                orgName,
                page(team),
                csrf,
                "",
                (place, caller, source) -> {
                    teams.delete(caller, source, orgName, team);
                    return Outcome.done("The team " + team + " is deleted.");
                },
                (place, outcome) -> list(place, null, outcome, TeamForm.EMPTY));
    }

    private static String page(String team) {
        if (!TeamAccess.isName(team)) {
            throw ApiException.notFound("There is no such team. Check the address.");
        }
        return HERE + "/" + team;
    }
}
