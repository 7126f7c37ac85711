package dev.rollcall.console.account;

import dev.rollcall.console.PageResource;
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
import java.util.Map;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;

/** The page where people see, verify and change their e-mail address. */
@Path(EmailPageResource.HERE)
@PermitAll
@Produces(PageResource.HTML)
class EmailPageResource extends PageResource {

    static final String HERE = "/account/email";

    /** What the page says after an action, by the parameter of the redirect. */
    private static final Map<String, String> DONE = Map.of(
            "sent", "We sent a mail with a link to the address. Open the link to confirm the address.",
            "canceled", "The change is canceled.",
            "verified", "Your address is verified.");

    private final EmailChange change;

    EmailPageResource(BrowserSessions sessions, PublicAddress address, EmailChange change) {
        super(sessions, address);
        this.change = change;
    }

    @GET
    public RestResponse<String> show(@RestQuery String done, @Context HttpServerRequest request) {
        return signedIn(
                request,
                HERE,
                visitor -> show(AccountPages.email(
                        visitor,
                        change.status(visitor.person().id()),
                        done == null ? "" : DONE.getOrDefault(done, ""))));
    }

    @POST
    public RestResponse<String> change(
            @RestForm String csrf, @RestForm String address, @Context HttpServerRequest request) {
        return confirmed(request, HERE, csrf, visitor -> {
            boolean sent = change.change(caller(visitor).source(request), address == null ? null : address.strip());
            return seeOther(sent ? HERE + "?done=sent" : HERE);
        });
    }

    @POST
    @Path("resend")
    public RestResponse<String> resend(@RestForm String csrf, @Context HttpServerRequest request) {
        return submitted(request, HERE, csrf, visitor -> {
            change.resend(caller(visitor).source(request));
            return seeOther(HERE + "?done=sent");
        });
    }

    @POST
    @Path("cancel")
    public RestResponse<String> cancel(@RestForm String csrf, @Context HttpServerRequest request) {
        return submitted(request, HERE, csrf, visitor -> {
            change.cancel(caller(visitor).source(request));
            return seeOther(HERE + "?done=canceled");
        });
    }
}
