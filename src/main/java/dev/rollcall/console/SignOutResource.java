package dev.rollcall.console;

import dev.rollcall.audit.AuditEvent.Action;
import dev.rollcall.audit.AuditLog;
import dev.rollcall.database.Transactions;
import dev.rollcall.http.PublicAddress;
import dev.rollcall.session.BrowserSessions;
import dev.rollcall.session.SessionCookie;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestResponse;

/** Ends the browser's session. Access tokens keep working. */
@Path("/signout")
@PermitAll
@Produces(PageResource.HTML)
class SignOutResource extends PageResource {

    private final SessionCookie cookie;
    private final AuditLog audit;

    SignOutResource(BrowserSessions sessions, PublicAddress address, SessionCookie cookie, AuditLog audit) {
        super(sessions, address);
        this.cookie = cookie;
        this.audit = audit;
    }

    @POST
    public RestResponse<String> signOut(@RestForm String csrf, @Context HttpServerRequest request) {
        return submitted(request, "/account/identities", csrf, visitor -> {
            UUID person = visitor.person().id();
            Transactions.run(() -> {
                sessions.delete(visitor);
                audit.record(Action.SIGNED_OUT, caller(visitor).source(request), null, person, "Signed out");
            });
            cookie.takeBack(request);
            return seeOther(SignInResource.SIGNED_OUT);
        });
    }
}
