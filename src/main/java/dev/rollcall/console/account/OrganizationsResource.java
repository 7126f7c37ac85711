package dev.rollcall.console.account;

import dev.rollcall.console.Confirmation;
import dev.rollcall.console.ListedInvitation;
import dev.rollcall.console.PageResource;
import dev.rollcall.console.QueryValue;
import dev.rollcall.console.Question;
import dev.rollcall.http.ApiException;
import dev.rollcall.http.PublicAddress;
import dev.rollcall.invite.InviteLinks;
import dev.rollcall.member.OwnMemberships;
import dev.rollcall.orgadmin.CreateOrganizationRequest;
import dev.rollcall.orgadmin.OrganizationAdministration;
import dev.rollcall.overview.OwnOrganizations;
import dev.rollcall.overview.OwnOrganizations.Places;
import dev.rollcall.query.PageSize;
import dev.rollcall.session.BrowserSessions;
import dev.rollcall.session.Visitor;
import io.quarkus.qute.TemplateInstance;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import java.util.List;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;

/** The page where people see their organizations, and leave them. */
@Path(OrganizationsResource.HERE)
@PermitAll
@Produces(PageResource.HTML)
class OrganizationsResource extends PageResource {

    static final String HERE = "/account/organizations";

    private static final PageSize PAGE = new PageSize(50);

    private final OwnOrganizations organizations;
    private final OwnMemberships memberships;
    private final InviteLinks links;
    private final OrganizationAdministration administration;

    OrganizationsResource(
            BrowserSessions sessions,
            PublicAddress address,
            OwnOrganizations organizations,
            OwnMemberships memberships,
            InviteLinks links,
            OrganizationAdministration administration) {
        super(sessions, address);
        this.administration = administration;
        this.organizations = organizations;
        this.memberships = memberships;
        this.links = links;
    }

    @GET
    public RestResponse<String> list(
            @RestQuery String done, @RestQuery String after, @Context HttpServerRequest request) {
        String message = "left".equals(done) ? "You left the organization." : "";
        return signedIn(request, HERE, visitor -> show(list(visitor, after, message, "", "", "")));
    }

    private TemplateInstance list(
            Visitor visitor, String after, String message, String problem, String login, String name) {
        Places places = organizations.of(visitor.person().id(), after, PAGE);
        return AccountPages.organizations(
                visitor,
                places.own(),
                places.next(),
                ListedInvitation.of(places, links),
                message,
                problem,
                login,
                name);
    }

    /** Site administrators create organizations. They become the first admin, and see the page of the organization. */
    @POST
    public RestResponse<String> create(
            @RestForm String csrf, @RestForm String login, @RestForm String name, @Context HttpServerRequest request) {
        String wanted = login == null ? "" : login.strip();
        String title = name == null ? "" : name.strip();
        return submitted(request, HERE, csrf, visitor -> {
            if (!visitor.person().siteAdmin()) {
                throw ApiException.forbidden("Only site administrators create organizations. Ask one of them.");
            }
            try {
                administration.create(
                        caller(visitor).source(request),
                        new CreateOrganizationRequest(wanted, title.isEmpty() ? null : title, null));
                return seeOther("/" + wanted);
            } catch (ApiException wrong) {
                return again(wrong, list(visitor, null, "", wrong.getMessage(), wanted, title));
            }
        });
    }

    @GET
    @Path("{login}/leave")
    public RestResponse<String> ask(String login, @Context HttpServerRequest request) {
        return signedIn(
                request,
                page(login),
                visitor ->
                        show(Question.ask(visitor, question(visitor, memberships.leavable(caller(visitor), login)))));
    }

    @POST
    @Path("{login}/leave")
    public RestResponse<String> leave(String login, @RestForm String csrf, @Context HttpServerRequest request) {
        return submitted(request, page(login), csrf, visitor -> {
            memberships.leave(caller(visitor), caller(visitor).source(request), login);
            return seeOther(HERE + "?done=left");
        });
    }

    private static Confirmation question(Visitor visitor, String organization) {
        return new Confirmation(
                "Leave " + organization,
                List.of(
                        "The account " + visitor.person().login() + " leaves the organization " + organization
                                + ", its teams, and the stacks that were granted to you there. To come back, you need an invitation."),
                page(organization),
                HERE);
    }

    private static String page(String login) {
        return HERE + "/" + QueryValue.urlEncoded(login) + "/leave";
    }
}
