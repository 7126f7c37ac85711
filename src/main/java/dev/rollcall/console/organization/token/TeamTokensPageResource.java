package dev.rollcall.console.organization.token;

import dev.rollcall.console.PageResource;
import dev.rollcall.console.organization.Place;
import dev.rollcall.http.ApiException;
import dev.rollcall.http.PublicAddress;
import dev.rollcall.machinetoken.CreateTeamAccessTokenRequest;
import dev.rollcall.machinetoken.MachineTokenChanges;
import dev.rollcall.organization.OrganizationAccess;
import dev.rollcall.organization.TeamAccess;
import dev.rollcall.organization.TeamStanding;
import dev.rollcall.security.Caller;
import dev.rollcall.session.BrowserSessions;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import java.time.Clock;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;

/** The page of a team's access tokens: who manages the team creates and revokes them. */
@Path("/{orgName}/settings/teams/{team}/tokens")
@PermitAll
@Produces(PageResource.HTML)
class TeamTokensPageResource extends TokensResource {

    private final MachineTokenChanges changes;
    private final Clock clock;

    TeamTokensPageResource(
            BrowserSessions sessions,
            PublicAddress address,
            OrganizationAccess access,
            MachineTokenChanges changes,
            Clock clock) {
        super(sessions, address, access);
        this.changes = changes;
        this.clock = clock;
    }

    private static String page(String team) {
        if (!TeamAccess.isName(team)) {
            throw ApiException.notFound("There is no such team. Check the address.");
        }
        return "/teams/" + team + "/tokens";
    }

    /** A team that the visitor manages. */
    private TeamStanding team(Place place, String name) {
        return changes.team(caller(place.visitor()), place.standing(), name);
    }

    private static Owner owner(Place place, TeamStanding team) {
        return new Owner(team.displayName(), team.name(), place.path() + page(team.name()));
    }

    private Tokens tokens(TeamStanding team) {
        return (query, size, after) -> changes.pageOfTeam(team, query, size, after);
    }

    @GET
    public RestResponse<String> list(
            String orgName,
            String team,
            @RestQuery String search,
            @RestQuery String after,
            @Context HttpServerRequest request) {
        return page(request, orgName, page(team), place -> {
            TeamStanding found = team(place, team);
            return list(place, owner(place, found), tokens(found), typed(search), after);
        });
    }

    @POST
    public RestResponse<String> create(
            String orgName,
            String team,
            @RestForm String csrf,
            @RestForm String name,
            @RestForm String description,
            @RestForm String days,
            @Context HttpServerRequest request) {
        TokenForm typed = new TokenForm(typed(name), typed(description), typed(days), false);
        return create(
                request,
                orgName,
                page(team),
                csrf,
                typed,
                place -> {
                    Caller caller = caller(place.visitor());
                    return changes.createForTeam(
                                    caller,
                                    caller.source(request),
                                    orgName,
                                    team,
                                    new CreateTeamAccessTokenRequest(
                                            typed.name(), typed.checkedDescription(), typed.expires(clock.instant())),
                                    null)
                            .tokenValue();
                },
                place -> owner(place, team(place, team)),
                place -> tokens(team(place, team)));
    }

    @GET
    @Path("{tokenId}/revoke")
    public RestResponse<String> ask(String orgName, String team, String tokenId, @Context HttpServerRequest request) {
        return page(request, orgName, page(team), place -> {
            TeamStanding found = team(place, team);
            return ask(place, owner(place, found), tokens(found), tokenId);
        });
    }

    @POST
    @Path("{tokenId}/revoke")
    public RestResponse<String> revoke(
            String orgName, String team, String tokenId, @RestForm String csrf, @Context HttpServerRequest request) {
        return revoke(
                request,
                orgName,
                page(team),
                csrf,
                place -> {
                    Caller caller = caller(place.visitor());
                    changes.deleteOfTeam(caller, caller.source(request), orgName, team, tokenId, null);
                },
                place -> owner(place, team(place, team)),
                place -> tokens(team(place, team)));
    }
}
