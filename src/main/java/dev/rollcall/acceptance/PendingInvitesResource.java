package dev.rollcall.acceptance;

import dev.rollcall.invite.PendingInvites;
import dev.rollcall.security.Caller;
import dev.rollcall.security.Callers;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Which organizations invite the caller. */
@Path("/api/user/pending-invites")
@RolesAllowed(Caller.PERSON)
@Tag(name = "Users")
class PendingInvitesResource {

    private final SecurityIdentity identity;
    private final Callers callers;
    private final PendingInvitesProjection pending;

    PendingInvitesResource(SecurityIdentity identity, Callers callers, PendingInvitesProjection pending) {
        this.identity = identity;
        this.callers = callers;
        this.pending = pending;
    }

    @GET
    @Operation(
            operationId = "ListUserOrgInvites",
            summary = "Which organizations invite the caller?",
            description = "Invitations to the caller's verified address that were neither accepted nor canceled.")
    public PendingInvites list() {
        return callers.read(identity, pending);
    }
}
