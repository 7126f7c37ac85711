package dev.rollcall.console.admin;

import dev.rollcall.admin.RefusedAdministration;
import dev.rollcall.console.PageResource;
import dev.rollcall.http.PublicAddress;
import dev.rollcall.mail.MailQueue;
import dev.rollcall.mail.Outbox;
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

/** The page that tells site administrators which mails were not sent, and why. */
@Path(MailsPageResource.HERE)
@PermitAll
@Produces(PageResource.HTML)
class MailsPageResource extends AdministrationResource {

    static final String HERE = "/admin/mails";

    private final MailQueue mails;
    private final Outbox outbox;

    MailsPageResource(
            BrowserSessions sessions,
            PublicAddress address,
            RefusedAdministration refusals,
            MailQueue mails,
            Outbox outbox) {
        super(sessions, address, refusals);
        this.mails = mails;
        this.outbox = outbox;
    }

    @GET
    public RestResponse<String> list(@RestQuery String done, @Context HttpServerRequest request) {
        return administrator(
                request,
                HERE,
                visitor -> show(AdministrationPages.mails(
                        visitor,
                        outbox.isOn(),
                        mails.counts(),
                        mails.unsent(),
                        done == null ? "" : "The service tries to send the mail in a few seconds.")));
    }

    @POST
    @Path("{id}/retry")
    public RestResponse<String> retry(String id, @RestForm String csrf, @Context HttpServerRequest request) {
        return administered(request, HERE, csrf, visitor -> {
            mails.retry(caller(visitor).source(request), id);
            return seeOther(HERE + "?done=retried");
        });
    }
}
