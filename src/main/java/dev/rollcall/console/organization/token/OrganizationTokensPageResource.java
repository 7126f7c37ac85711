package dev.rollcall.console.organization.token;

import dev.rollcall.audit.AuditLog.Source;
import dev.rollcall.console.PageResource;
import dev.rollcall.console.organization.Place;
import dev.rollcall.http.PublicAddress;
import dev.rollcall.machinetoken.CreateOrgAccessTokenRequest;
import dev.rollcall.machinetoken.MachineTokenChanges;
import dev.rollcall.organization.OrganizationAccess;
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

/** The page of an organization's access tokens: its admins create and revoke them. */
@Path("/{orgName}/settings/tokens")
@PermitAll
@Produces(PageResource.HTML)
class OrganizationTokensPageResource extends TokensResource {

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

    @Override
    protected Owner owner(Place place) {
        return new Owner(place.title(), "", place.path() + page(""));
    }

    @Override
    protected ListAccessTokensResponse read(Place place, TokenQuery query, PageSize size, String after) {
        return changes.page(place.standing(), query, size, after);
    }

    @Override
    protected String create(Place place, Caller caller, Source source, TokenForm typed) {
        return changes.create(
                        caller,
                        source,
                        place.standing().login(),
                        new CreateOrgAccessTokenRequest(
                                typed.name(),
                                typed.checkedDescription(),
                                typed.expires(clock.instant()),
                                typed.admin(),
                                null),
                        null)
                .tokenValue();
    }

    @Override
    protected void revoke(Place place, Caller caller, Source source, String tokenId) {
        changes.delete(caller, source, place.standing().login(), tokenId, null);
    }

    @GET
    public RestResponse<String> list(
            String orgName, @RestQuery String search, @RestQuery String after, @Context HttpServerRequest request) {
        return list(request, orgName, "", search, after);
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
        return create(
                request, orgName, "", csrf, new TokenForm(typed(name), typed(description), typed(days), admin != null));
    }

    @GET
    @Path("{tokenId}/revoke")
    public RestResponse<String> ask(String orgName, String tokenId, @Context HttpServerRequest request) {
        return ask(request, orgName, "", tokenId);
    }

    @POST
    @Path("{tokenId}/revoke")
    public RestResponse<String> revoke(
            String orgName, String tokenId, @RestForm String csrf, @Context HttpServerRequest request) {
        return revoke(request, orgName, "", tokenId, csrf);
    }
}
