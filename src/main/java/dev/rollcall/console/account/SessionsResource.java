package dev.rollcall.console.account;

import dev.rollcall.console.Confirmation;
import dev.rollcall.console.PageResource;
import dev.rollcall.console.QueryValue;
import dev.rollcall.console.Question;
import dev.rollcall.console.SignInResource;
import dev.rollcall.console.credential.ListedSession;
import dev.rollcall.http.ApiException;
import dev.rollcall.http.PublicAddress;
import dev.rollcall.session.BrowserSessions;
import dev.rollcall.session.PersonSessions;
import dev.rollcall.session.SessionCookie;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import java.util.List;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;

/** The page where people list and end their browser sessions. Access tokens keep working. */
@Path(SessionsResource.HERE)
@PermitAll
@Produces(PageResource.HTML)
class SessionsResource extends PageResource {

    static final String HERE = "/account/sessions";

    private final SessionCookie cookie;
    private final PersonSessions all;

    SessionsResource(BrowserSessions sessions, PublicAddress address, SessionCookie cookie, PersonSessions all) {
        super(sessions, address);
        this.cookie = cookie;
        this.all = all;
    }

    @GET
    public RestResponse<String> list(@RestQuery String done, @Context HttpServerRequest request) {
        return signedIn(
                request,
                HERE,
                visitor -> show(AccountPages.sessions(
                        visitor,
                        all.of(visitor.person().id()).stream()
                                .map(session -> ListedSession.of(session, visitor))
                                .toList(),
                        done == null ? "" : "The session is ended.")));
    }

    @GET
    @Path("{sessionId}/end")
    public RestResponse<String> ask(String sessionId, @Context HttpServerRequest request) {
        return signedIn(
                request,
                HERE + "/" + QueryValue.urlEncoded(sessionId) + "/end",
                visitor -> show(Question.ask(
                        visitor,
                        all.of(visitor.person().id()).stream()
                                .map(session -> ListedSession.of(session, visitor))
                                .filter(session -> session.id().equals(sessionId))
                                .findFirst()
                                .orElseThrow(() -> ApiException.notFound(
                                        "You have no such session. Perhaps it has ended already."))
                                .question(HERE))));
    }

    @GET
    @Path("end")
    public RestResponse<String> askAll(@Context HttpServerRequest request) {
        return signedIn(
                request,
                HERE + "/end",
                visitor -> show(Question.ask(
                        visitor,
                        new Confirmation(
                                "Sign out everywhere",
                                List.of(
                                        "All sessions of " + visitor.person().login()
                                                + " are ended, also this one. Access tokens keep working until you revoke them."),
                                HERE + "/end",
                                HERE))));
    }

    @POST
    @Path("{sessionId}/end")
    public RestResponse<String> end(String sessionId, @RestForm String csrf, @Context HttpServerRequest request) {
        return submitted(request, HERE, csrf, visitor -> {
            all.end(caller(visitor).source(request), visitor.person().id(), sessionId);
            return sessionId.equals(visitor.session().toString()) ? signedOut(request) : seeOther(HERE + "?done=ended");
        });
    }

    /** Signs the person out everywhere. */
    @POST
    @Path("end")
    public RestResponse<String> endAll(@RestForm String csrf, @Context HttpServerRequest request) {
        return submitted(request, HERE, csrf, visitor -> {
            all.endAll(caller(visitor).source(request), visitor.person().id());
            return signedOut(request);
        });
    }

    private RestResponse<String> signedOut(HttpServerRequest request) {
        cookie.takeBack(request);
        return seeOther(SignInResource.SIGNED_OUT);
    }
}
