package dev.rollcall.console.account;

import dev.rollcall.accounts.OwnAccount;
import dev.rollcall.console.PageResource;
import dev.rollcall.http.PublicAddress;
import dev.rollcall.session.BrowserSessions;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestResponse;

/** The page where people give their account, and their individual organization, another login. */
@Path(RenameResource.HERE)
@PermitAll
@Produces(PageResource.HTML)
class RenameResource extends PageResource {

    static final String HERE = "/account/rename";

    private final OwnAccount account;

    RenameResource(BrowserSessions sessions, PublicAddress address, OwnAccount account) {
        super(sessions, address);
        this.account = account;
    }

    @GET
    public RestResponse<String> ask(@Context HttpServerRequest request) {
        return signedIn(
                request,
                HERE,
                visitor -> show(AccountPages.rename(
                        visitor, account.profile(visitor.person().id()))));
    }

    @POST
    public RestResponse<String> rename(
            @RestForm String csrf, @RestForm String login, @Context HttpServerRequest request) {
        return confirmed(request, HERE, csrf, visitor -> {
            account.rename(caller(visitor).source(request), login == null ? "" : login.strip());
            return seeOther(ProfileResource.HERE + "?done=renamed");
        });
    }
}
