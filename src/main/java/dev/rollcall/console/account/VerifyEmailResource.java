package dev.rollcall.console.account;

import dev.rollcall.console.PageResource;
import dev.rollcall.console.QueryValue;
import dev.rollcall.email.EmailChange;
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
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;

/** The page to which the link to an e-mail address leads. Only its button changes something: mail scanners open links. */
@Path("/verify-email")
@PermitAll
@Produces(PageResource.HTML)
class VerifyEmailResource extends PageResource {

    private final EmailChange change;

    VerifyEmailResource(BrowserSessions sessions, PublicAddress address, EmailChange change) {
        super(sessions, address);
        this.change = change;
    }

    @GET
    public RestResponse<String> ask(@RestQuery String code, @Context HttpServerRequest request) {
        return signedIn(
                request,
                page(code),
                visitor -> show(AccountPages.verifyEmail(
                        visitor, change.address(visitor.person().id(), code), code)));
    }

    @POST
    public RestResponse<String> confirm(
            @RestForm String code, @RestForm String csrf, @Context HttpServerRequest request) {
        return submitted(request, page(code), csrf, visitor -> {
            change.confirm(caller(visitor).source(request), code);
            return seeOther(EmailPageResource.HERE + "?done=verified");
        });
    }

    private static String page(String code) {
        return code == null ? "/verify-email" : "/verify-email?code=" + QueryValue.urlEncoded(code);
    }
}
