package dev.rollcall.console.account;

import dev.rollcall.accounts.OwnAccount;
import dev.rollcall.console.PageResource;
import dev.rollcall.http.PublicAddress;
import dev.rollcall.session.BrowserSessions;
import dev.rollcall.session.SessionCookie;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestResponse;

/** The pages where people delete their account. */
@Path(DeletionResource.HERE)
@PermitAll
@Produces(PageResource.HTML)
class DeletionResource extends PageResource {

    static final String HERE = "/account/delete";

    private final SessionCookie cookie;
    private final OwnAccount account;

    DeletionResource(BrowserSessions sessions, PublicAddress address, SessionCookie cookie, OwnAccount account) {
        super(sessions, address);
        this.cookie = cookie;
        this.account = account;
    }

    /** Names the account and what goes with it, or says what must be done before. */
    @GET
    public RestResponse<String> ask(@Context HttpServerRequest request) {
        return signedIn(
                request,
                HERE,
                visitor -> show(AccountPages.deleteAccount(
                        visitor,
                        account.profile(visitor.person().id()),
                        account.lastAdminOf(visitor.person().id()))));
    }

    @POST
    public RestResponse<String> delete(
            @RestForm String csrf,
            @RestForm String login,
            @RestForm String stacks,
            @Context HttpServerRequest request) {
        return confirmed(request, HERE, csrf, visitor -> {
            account.delete(caller(visitor).source(request), login == null ? "" : login.strip(), stacks != null);
            cookie.takeBack(request);
            return seeOther(HERE + "/done");
        });
    }

    /** For everybody, because the session has ended with the account. It has a fixed text. */
    @GET
    @Path("done")
    public RestResponse<String> done() {
        return show(AccountPages.accountDeleted());
    }
}
