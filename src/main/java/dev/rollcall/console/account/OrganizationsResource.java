package dev.rollcall.console.account;

import dev.rollcall.console.ListedInvitation;
import dev.rollcall.console.PageResource;
import dev.rollcall.console.QueryValue;
import dev.rollcall.http.PublicAddress;
import dev.rollcall.invite.InviteLinks;
import dev.rollcall.member.OwnMemberships;
import dev.rollcall.member.OwnMemberships.Places;
import dev.rollcall.session.BrowserSessions;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;

/** The page where people see their organizations, and leave them. */
@Path(OrganizationsResource.HERE)
@PermitAll
@Produces(PageResource.HTML)
class OrganizationsResource extends PageResource {

    static final String HERE = "/account/organizations";

    private final OwnMemberships memberships;
    private final InviteLinks links;

    OrganizationsResource(
            BrowserSessions sessions, PublicAddress address, OwnMemberships memberships, InviteLinks links) {
        super(sessions, address);
        this.memberships = memberships;
        this.links = links;
    }

    @GET
    public RestResponse<String> list(@RestQuery String done, @Context HttpServerRequest request) {
        return signedIn(request, HERE, visitor -> {
            Places places = memberships.of(visitor.person().id());
            return show(AccountPages.organizations(
                    visitor,
                    places.own(),
                    ListedInvitation.of(places, links),
                    "left".equals(done) ? "You left the organization." : ""));
        });
    }

    @GET
    @Path("{login}/leave")
    public RestResponse<String> ask(String login, @Context HttpServerRequest request) {
        return signedIn(
                request,
                page(login),
                visitor -> show(AccountPages.leave(visitor, memberships.leavable(caller(visitor), login))));
    }

    @POST
    @Path("{login}/leave")
    public RestResponse<String> leave(String login, @RestForm String csrf, @Context HttpServerRequest request) {
        return submitted(request, page(login), csrf, visitor -> {
            memberships.leave(caller(visitor), caller(visitor).source(request), login);
            return seeOther(HERE + "?done=left");
        });
    }

    private static String page(String login) {
        return HERE + "/" + QueryValue.urlEncoded(login) + "/leave";
    }
}
