package dev.rollcall.console;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import org.jboss.resteasy.reactive.RestResponse;

/** Where the Pulumi CLI sends the browser once it has its token. */
@Path("/welcome/cli")
@PermitAll
@Produces(PageResource.HTML)
class WelcomeResource {

    @GET
    public RestResponse<String> welcome() {
        return PageResource.show(Pages.welcomeCli());
    }
}
