package dev.rollcall.console.organization.team;

import dev.rollcall.console.PageResource;
import dev.rollcall.console.organization.Confirmation;
import dev.rollcall.console.organization.OrganizationQuestion;
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
import dev.rollcall.security.Caller;
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
    private final TeamAccess access;

    TeamsPageResource(
            BrowserSessions sessions,
            PublicAddress address,
            OrganizationAccess organizations,
            TeamChanges teams,
            TeamAccess access) {
        super(sessions, address, organizations);
        this.teams = teams;
        this.access = access;
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
                HERE,
                csrf,
                CREATE,
                place -> {
                    Caller caller = caller(place.visitor());
                    teams.create(
                            caller,
                            caller.source(request),
                            orgName,
                            typed.name(),
                            typed.displayName(),
                            typed.description());
                    return Outcome.done("The team " + typed.name() + " is created. You are its admin.");
                },
                (place, outcome) -> outcome.error().isEmpty()
                        ? show(place, typed.name(), outcome, null, "")
                        : list(place, null, outcome, typed));
    }

    @GET
    @Path("{team}")
    public RestResponse<String> show(String orgName, String team, @Context HttpServerRequest request) {
        return page(request, orgName, page(team), place -> show(place, team, Outcome.NONE, null, ""));
    }

    private TemplateInstance show(Place place, String name, Outcome outcome, TeamForm typed, String login) {
        Caller caller = caller(place.visitor());
        TeamStanding team = access.of(caller, place.standing().require(Permission.READ_TEAMS), name);
        TeamInfo info = teams.get(caller, place.standing(), team);
        return TeamPages.team(
                place,
                outcome,
                ShownTeam.of(team, info, place.path()),
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
                page(team),
                csrf,
                TEXTS,
                place -> {
                    update(request, place, team, UpdateTeamRequest.texts(typed.displayName(), typed.description()));
                    return Outcome.done("The team is saved.");
                },
                (place, outcome) -> show(place, team, outcome, typed, ""));
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
                page(team),
                csrf,
                MEMBER,
                place -> {
                    String who = typed(login);
                    update(request, place, team, UpdateTeamRequest.member(typed(action), who));
                    return Outcome.done(who
                            + switch (typed(action)) {
                                case "add" -> " is in the team now.";
                                case "remove" -> " is not in the team any more.";
                                case "promote" -> " is an admin of the team now.";
                                default -> " is a member of the team now, and no admin of it.";
                            });
                },
                (place, outcome) -> show(place, team, outcome, null, login));
    }

    private void update(HttpServerRequest request, Place place, String team, UpdateTeamRequest wanted) {
        Caller caller = caller(place.visitor());
        teams.change(caller, caller.source(request), place.standing().login(), team, wanted);
    }

    @GET
    @Path("{team}/members/{login}/remove")
    public RestResponse<String> askToRemove(
            String orgName, String team, String login, @Context HttpServerRequest request) {
        return page(request, orgName, page(team), place -> {
            TeamStanding found = managed(place, team);
            String page = place.path() + page(found.name());
            return OrganizationQuestion.ask(
                    place,
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
        return page(request, orgName, page(team), place -> {
            place.standing().require(Permission.DELETE_TEAMS);
            TeamStanding found = managed(place, team);
            String page = place.path() + page(found.name());
            return OrganizationQuestion.ask(
                    place,
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

    private TeamStanding managed(Place place, String team) {
        return access.of(caller(place.visitor()), place.standing(), team).requireManaged();
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
                place -> {
                    Caller caller = caller(place.visitor());
                    teams.delete(caller, caller.source(request), orgName, team);
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
