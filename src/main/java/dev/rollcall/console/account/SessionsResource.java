package dev.rollcall.console.account;

import dev.rollcall.console.PageResource;
import dev.rollcall.http.PublicAddress;
import dev.rollcall.session.BrowserSessions;
import dev.rollcall.session.PersonSessions;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestResponse;

/** The page where people list and end their browser sessions. Access tokens keep working. */
@Path(SessionsResource.HERE)
@PermitAll
@Produces(PageResource.HTML)
class SessionsResource extends PageResource {

    static final String HERE = "/account/sessions";

    private final PersonSessions all;

    SessionsResource(BrowserSessions sessions, PublicAddress address, PersonSessions all) {
        super(sessions, address);
        this.all = all;
    }

    @GET
    public RestResponse<String> list(@Context HttpServerRequest request) {
        return signedIn(
                request,
                HERE,
                visitor -> show(AccountPages.sessions(
                        visitor,
                        all.of(visitor.person().id()).stream()
                                .map(session -> ListedSession.of(session, visitor))
                                .toList())));
    }

    @POST
    @Path("{sessionId}/end")
    public RestResponse<String> end(String sessionId, @RestForm String csrf, @Context HttpServerRequest request) {
        return submitted(request, HERE, csrf, visitor -> {
            all.end(caller(visitor), visitor.person().id(), sessionId, address(request));
            return sessionId.equals(visitor.session().toString()) ? signedOut(request) : seeOther(HERE);
        });
    }

    /** Signs the person out everywhere. */
    @POST
    @Path("end")
    public RestResponse<String> endAll(@RestForm String csrf, @Context HttpServerRequest request) {
        return submitted(request, HERE, csrf, visitor -> {
            all.endAll(caller(visitor), visitor.person().id(), address(request));
            return signedOut(request);
        });
    }

    private RestResponse<String> signedOut(HttpServerRequest request) {
        sessions.takeBack(request);
        return seeOther("/signin");
    }
}
