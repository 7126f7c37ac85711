package dev.rollcall.console;

import dev.rollcall.http.ApiException;
import dev.rollcall.http.PublicAddress;
import dev.rollcall.http.RequestFilter;
import dev.rollcall.organization.Organization;
import dev.rollcall.organization.OrganizationAccess;
import dev.rollcall.organization.Standing;
import dev.rollcall.overview.KnownPeople;
import dev.rollcall.session.BrowserSessions;
import dev.rollcall.session.Visitor;
import dev.rollcall.settings.OrganizationSettings;
import dev.rollcall.user.OwnerName;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import org.jboss.resteasy.reactive.RestResponse;

/** The page of an organization or a person, to which the CLI links. Files of the pages have a dot in their names. */
@Path("/{owner: (?!api(?:/|$))[a-zA-Z0-9_-]+}")
@PermitAll
@Produces(PageResource.HTML)
class OwnerResource extends PageResource {

    /** Leads site administrators to their pages. The first administrator may have this name. */
    private static final String ADMINISTRATION = "admin";

    private final OrganizationAccess access;
    private final OrganizationSettings settings;
    private final KnownPeople people;

    OwnerResource(
            BrowserSessions sessions,
            PublicAddress address,
            OrganizationAccess access,
            OrganizationSettings settings,
            KnownPeople people) {
        super(sessions, address);
        this.access = access;
        this.settings = settings;
        this.people = people;
    }

    @GET
    public RestResponse<String> show(String owner, @Context HttpServerRequest request) {
        if (!OwnerName.isValid(owner) || OwnerName.isPath(owner)) {
            throw ApiException.notFound(RequestFilter.NO_PATH);
        }
        return signedIn(
                request,
                "/" + owner,
                visitor -> owner.equals(ADMINISTRATION) && visitor.person().siteAdmin()
                        ? seeOther("/admin/service")
                        : page(visitor, owner));
    }

    private RestResponse<String> page(Visitor visitor, String owner) {
        return access.find(caller(visitor), owner)
                .map(standing -> show(Pages.organization(
                        visitor, standing, settings.size(standing), isIndividual(standing), standing.role().title)))
                .orElseGet(() -> show(Pages.person(
                        visitor, people.find(visitor.person().id(), owner).orElseThrow(PageResource::unknown))));
    }

    private static boolean isIndividual(Standing standing) {
        return standing.kind() == Organization.Kind.SINGLE_USER;
    }
}
