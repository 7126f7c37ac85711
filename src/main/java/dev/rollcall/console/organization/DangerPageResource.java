package dev.rollcall.console.organization;

import dev.rollcall.console.PageResource;
import dev.rollcall.http.PublicAddress;
import dev.rollcall.organization.OrganizationAccess;
import dev.rollcall.session.BrowserSessions;
import dev.rollcall.settings.OrganizationSettings;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import org.jboss.resteasy.reactive.RestResponse;

/**
 * The page that says what is lost with an organization, and who renames and deletes it: site administrators, on pages of
 * their own.
 */
@Path("/{orgName}/settings/danger")
@PermitAll
@Produces(PageResource.HTML)
class DangerPageResource extends SettingsPageResource {

    private final OrganizationSettings settings;

    DangerPageResource(
            BrowserSessions sessions, PublicAddress address, OrganizationAccess access, OrganizationSettings settings) {
        super(sessions, address, access);
        this.settings = settings;
    }

    @GET
    public RestResponse<String> show(String orgName, @Context HttpServerRequest request) {
        return page(
                request,
                orgName,
                "/danger",
                place -> OrganizationPages.danger(place, Outcome.NONE, settings.size(place.standing())));
    }
}
