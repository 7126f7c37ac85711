package dev.rollcall.console.organization.token;

import dev.rollcall.audit.AuditLog.Source;
import dev.rollcall.console.PageResource;
import dev.rollcall.console.organization.Place;
import dev.rollcall.http.PublicAddress;
import dev.rollcall.machinetoken.CreateTeamAccessTokenRequest;
import dev.rollcall.machinetoken.MachineTokenChanges;
import dev.rollcall.organization.OrganizationAccess;
import dev.rollcall.organization.TeamStanding;
import dev.rollcall.query.PageSize;
import dev.rollcall.security.Caller;
import dev.rollcall.session.BrowserSessions;
import dev.rollcall.token.ListAccessTokensResponse;
import dev.rollcall.token.TokenQuery;
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

    @Override
    protected Owner owner(Place place) {
        TeamStanding team = place.team();
        return new Owner(team.displayName(), team.name(), place.path() + page(team.name()));
    }

    @Override
    protected ListAccessTokensResponse read(Place place, TokenQuery query, PageSize size, String after) {
        return changes.pageOfTeam(place.team(), query, size, after);
    }

    @Override
    protected String create(Place place, Caller caller, Source source, TokenForm typed) {
        return changes.createForTeam(
                        caller,
                        source,
                        place.standing().login(),
                        place.team().name(),
                        new CreateTeamAccessTokenRequest(
                                typed.name(), typed.checkedDescription(), typed.expires(clock.instant())),
                        null)
                .tokenValue();
    }

    @Override
    protected void revoke(Place place, Caller caller, Source source, String tokenId) {
        changes.deleteOfTeam(
                caller, source, place.standing().login(), place.team().name(), tokenId, null);
    }

    @GET
    public RestResponse<String> list(
            String orgName,
            String team,
            @RestQuery String search,
            @RestQuery String after,
            @Context HttpServerRequest request) {
        return list(request, orgName, team, search, after);
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
        return create(request, orgName, team, csrf, new TokenForm(typed(name), typed(description), typed(days), false));
    }

    @GET
    @Path("{tokenId}/revoke")
    public RestResponse<String> ask(String orgName, String team, String tokenId, @Context HttpServerRequest request) {
        return ask(request, orgName, team, tokenId);
    }

    @POST
    @Path("{tokenId}/revoke")
    public RestResponse<String> revoke(
            String orgName, String team, String tokenId, @RestForm String csrf, @Context HttpServerRequest request) {
        return revoke(request, orgName, team, tokenId, csrf);
    }
}
