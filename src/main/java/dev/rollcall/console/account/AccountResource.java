package dev.rollcall.console.account;

import dev.rollcall.console.PageResource;
import dev.rollcall.http.PublicAddress;
import dev.rollcall.session.BrowserSessions;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import org.jboss.resteasy.reactive.RestResponse;

/** Short paths that redirect to pages; the CLI prints some of them. */
@Path("/account")
@PermitAll
@Produces(PageResource.HTML)
class AccountResource extends PageResource {

    AccountResource(BrowserSessions sessions, PublicAddress address) {
        super(sessions, address);
    }

    @GET
    public RestResponse<String> home() {
        return seeOther("/account/identities");
    }

    @GET
    @Path("tokens")
    public RestResponse<String> tokens() {
        return seeOther(TokenPageResource.HERE);
    }
}
