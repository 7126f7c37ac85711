package dev.rollcall.profile;

import dev.rollcall.security.Callers;
import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** {@code GET /api/user} (contract, section 2.1). Every client sends it first. */
@Path("/api/user")
@Authenticated
@Tag(name = "Users")
class ProfileResource {

    private final SecurityIdentity identity;
    private final Callers callers;
    private final ProfileProjection projection;

    ProfileResource(SecurityIdentity identity, Callers callers, ProfileProjection projection) {
        this.identity = identity;
        this.callers = callers;
        this.projection = projection;
    }

    @GET
    @Operation(
            operationId = "GetCurrentUser",
            summary = "Get the caller",
            description = "Returns the account of the credentials, with its organizations and linked identities.")
    public UserProfile get() {
        return callers.read(identity, projection);
    }
}
