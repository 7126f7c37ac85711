package dev.rollcall.admin;

import dev.rollcall.audit.AuditLog.Source;
import dev.rollcall.security.Caller;
import dev.rollcall.session.OpenSession;
import dev.rollcall.session.PersonSessions;
import io.quarkus.security.identity.SecurityIdentity;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.RolesAllowed;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Lets site administrators list and end the browser sessions of a person. */
@Path("/api/admin/users/{login}/sessions")
@RolesAllowed(Caller.SITE_ADMIN)
@Tag(name = "Administration")
class UserSessionsResource {

    private final SecurityIdentity identity;
    private final PersonSessions sessions;

    UserSessionsResource(SecurityIdentity identity, PersonSessions sessions) {
        this.identity = identity;
        this.sessions = sessions;
    }

    @Schema(description = "A browser in which a person is signed in.")
    record BrowserSession(
            @Schema(required = true, description = "The id of the session, for example to end it.")
            UUID id,

            @Schema(required = true, description = "When the person signed in: ISO 8601, UTC.")
            Instant started,

            @Schema(required = true, description = "When the browser last requested a page. Up to a minute old.")
            Instant lastUsed,

            @Schema(required = true, description = "When the session ends, however much it is used.")
            Instant expires,

            @Schema(
                    required = true,
                    description = "What the browser called itself at the sign-in, at most 255 characters. Empty if"
                            + " unknown.")
            String userAgent,

            @Schema(required = true, description = "The client's IP address at the sign-in. Empty if unknown.")
            String address) {

        static BrowserSession of(OpenSession session) {
            return new BrowserSession(
                    session.id(),
                    session.started(),
                    session.lastUsed(),
                    session.expires(),
                    session.userAgent(),
                    session.address());
        }
    }

    @Schema(description = "The open sessions of a person.")
    record BrowserSessionList(
            @Schema(required = true, description = "At most about a hundred, the one that was used last first.")
            List<BrowserSession> sessions) {}

    @GET
    @Transactional
    @Operation(
            operationId = "ListUserSessions",
            summary = "List the browser sessions of a person",
            description = "All open sessions, the one that was used last first.")
    @APIResponse(responseCode = "200", description = "The sessions.")
    @APIResponse(responseCode = "404", description = "Nobody has this login.")
    public BrowserSessionList list(String login) {
        return new BrowserSessionList(
                sessions.of(user(login)).stream().map(BrowserSession::of).toList());
    }

    @DELETE
    @Transactional
    @Operation(
            operationId = "EndUserSessions",
            summary = "End all browser sessions of a person",
            description = "Signs the person out everywhere. Their access tokens keep working.")
    @APIResponse(responseCode = "204", description = "The person has no sessions any more.")
    @APIResponse(responseCode = "404", description = "Nobody has this login.")
    public void endAll(String login, @Context HttpServerRequest request) {
        sessions.endAll(source(request), user(login));
    }

    @DELETE
    @Path("{sessionId}")
    @Transactional
    @Operation(
            operationId = "EndUserSession",
            summary = "End a browser session of a person",
            description = "The browser is signed out from its next request on. Access tokens keep working.")
    @APIResponse(responseCode = "204", description = "The session is ended.")
    @APIResponse(responseCode = "404", description = "Nobody has this login, or the person has no such session.")
    public void end(String login, String sessionId, @Context HttpServerRequest request) {
        sessions.end(source(request), user(login), sessionId);
    }

    private static UUID user(String login) {
        return UserAdministrationResource.user(login).id;
    }

    private Source source(HttpServerRequest request) {
        return ((Caller) identity.getPrincipal()).source(request);
    }
}
