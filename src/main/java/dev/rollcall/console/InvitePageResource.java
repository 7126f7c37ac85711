package dev.rollcall.console;

import dev.rollcall.acceptance.Acceptance;
import dev.rollcall.acceptance.Offer;
import dev.rollcall.http.ApiException;
import dev.rollcall.http.PublicAddress;
import dev.rollcall.invite.InvitePath;
import dev.rollcall.session.BrowserSessions;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;

/**
 * The page to which the link of an invitation leads. It shows who invites where. Only its buttons change something,
 * because mail scanners open links.
 */
@Path("/invites/{id}")
@PermitAll
@Produces(PageResource.HTML)
class InvitePageResource extends PageResource {

    private static final DateTimeFormatter EXPIRY = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd 'at' HH:mm 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final Acceptance acceptance;

    InvitePageResource(BrowserSessions sessions, PublicAddress address, Acceptance acceptance) {
        super(sessions, address);
        this.acceptance = acceptance;
    }

    @GET
    public RestResponse<String> ask(String id, @RestQuery String code, @Context HttpServerRequest request) {
        InvitePath invite = parse(id, code);
        return signedIn(request, page(invite), visitor -> {
            Offer offer = acceptance.offer(visitor.person().id(), invite);
            return show(Pages.invite(
                    visitor, offer, invite, offer.expires() == null ? "" : EXPIRY.format(offer.expires())));
        });
    }

    @POST
    @Path("accept")
    public RestResponse<String> accept(
            String id, @RestForm String code, @RestForm String csrf, @Context HttpServerRequest request) {
        InvitePath invite = parse(id, code);
        return submitted(
                request,
                page(invite),
                csrf,
                visitor -> show(
                        Pages.joined(visitor, acceptance.accept(caller(visitor).source(request), invite))));
    }

    @POST
    @Path("decline")
    public RestResponse<String> decline(
            String id, @RestForm String code, @RestForm String csrf, @Context HttpServerRequest request) {
        InvitePath invite = parse(id, code);
        return submitted(
                request,
                page(invite),
                csrf,
                visitor -> show(Pages.declined(
                        visitor, acceptance.decline(caller(visitor).source(request), invite))));
    }

    private static InvitePath parse(String id, String code) {
        return InvitePath.find(id + "." + code)
                .orElseThrow(() -> ApiException.badRequest(
                        "This is not the link of an invitation. Copy the whole link from the invitation."));
    }

    private static String page(InvitePath invite) {
        return "/invites/" + invite.id() + "?code=" + invite.code();
    }
}
