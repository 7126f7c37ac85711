package dev.rollcall.console;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import org.jboss.resteasy.reactive.RestResponse;

/** The page to which the Pulumi CLI redirects the browser after it got its token (contract, section 3.2). */
@Path("/welcome/cli")
@PermitAll
@Produces(PageResource.HTML)
class WelcomeResource {

    @GET
    public RestResponse<String> welcome() {
        return PageResource.show(Pages.welcomeCli());
    }
}
