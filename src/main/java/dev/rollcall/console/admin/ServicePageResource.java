package dev.rollcall.console.admin;

import dev.rollcall.admin.RefusedAdministration;
import dev.rollcall.console.PageResource;
import dev.rollcall.http.PublicAddress;
import dev.rollcall.session.BrowserSessions;
import dev.rollcall.startup.RunningService;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import org.jboss.resteasy.reactive.RestResponse;

/** The first page of site administration: which versions run, and what to look at in the configuration. */
@Path(ServicePageResource.HERE)
@PermitAll
@Produces(PageResource.HTML)
class ServicePageResource extends AdministrationResource {

    /** Not {@code /admin}, below which are the stacks of the first administrator, if the operator calls them admin. */
    static final String HERE = "/admin/service";

    private final PublicAddress address;
    private final RunningService service;

    ServicePageResource(
            BrowserSessions sessions, PublicAddress address, RefusedAdministration refusals, RunningService service) {
        super(sessions, address, refusals);
        this.address = address;
        this.service = service;
    }

    @GET
    public RestResponse<String> show(@Context HttpServerRequest request) {
        return administrator(
                request,
                HERE,
                visitor -> show(AdministrationPages.service(
                        visitor,
                        service.version(),
                        Runtime.version().toString(),
                        service.postgresql(),
                        address.url().toString(),
                        service.warnings())));
    }
}
