package dev.rollcall.console.organization.token;

import dev.rollcall.console.PageResource;
import dev.rollcall.console.organization.Place;
import dev.rollcall.http.PublicAddress;
import dev.rollcall.machinetoken.CreateOrgAccessTokenRequest;
import dev.rollcall.machinetoken.MachineTokenChanges;
import dev.rollcall.organization.OrganizationAccess;
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

/** The page of an organization's access tokens: its admins create and revoke them. */
@Path("/{orgName}/settings/tokens")
@PermitAll
@Produces(PageResource.HTML)
class OrganizationTokensPageResource extends TokensResource {

    private static final String HERE = "/tokens";

    private final MachineTokenChanges changes;
    private final Clock clock;

    OrganizationTokensPageResource(
            BrowserSessions sessions,
            PublicAddress address,
            OrganizationAccess access,
            MachineTokenChanges changes,
            Clock clock) {
        super(sessions, address, access);
        this.changes = changes;
        this.clock = clock;
    }

    private static Owner owner(Place place) {
        return new Owner(place.title(), "", place.path() + HERE);
    }

    private Tokens tokens(Place place) {
        return (query, size, after) -> changes.page(place.standing(), query, size, after);
    }

    @GET
    public RestResponse<String> list(
            String orgName, @RestQuery String search, @RestQuery String after, @Context HttpServerRequest request) {
        return page(request, orgName, HERE, place -> list(place, owner(place), tokens(place), typed(search), after));
    }

    @POST
    public RestResponse<String> create(
            String orgName,
            @RestForm String csrf,
            @RestForm String name,
            @RestForm String description,
            @RestForm String days,
            @RestForm String admin,
            @Context HttpServerRequest request) {
        TokenForm typed = new TokenForm(typed(name), typed(description), typed(days), admin != null);
        return create(
                request,
                orgName,
                HERE,
                csrf,
                typed,
                place -> {
                    Caller caller = caller(place.visitor());
                    return changes.create(
                                    caller,
                                    caller.source(request),
                                    orgName,
                                    new CreateOrgAccessTokenRequest(
                                            typed.name(),
                                            typed.checkedDescription(),
                                            typed.expires(clock.instant()),
                                            typed.admin(),
                                            null),
                                    null)
                            .tokenValue();
                },
                OrganizationTokensPageResource::owner,
                this::tokens);
    }

    @GET
    @Path("{tokenId}/revoke")
    public RestResponse<String> ask(String orgName, String tokenId, @Context HttpServerRequest request) {
        return page(request, orgName, HERE, place -> ask(place, owner(place), tokens(place), tokenId));
    }

    @POST
    @Path("{tokenId}/revoke")
    public RestResponse<String> revoke(
            String orgName, String tokenId, @RestForm String csrf, @Context HttpServerRequest request) {
        return revoke(
                request,
                orgName,
                HERE,
                csrf,
                place -> {
                    Caller caller = caller(place.visitor());
                    changes.delete(caller, caller.source(request), orgName, tokenId, null);
                },
                OrganizationTokensPageResource::owner,
                this::tokens);
    }
}
