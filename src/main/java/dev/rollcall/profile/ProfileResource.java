package dev.rollcall.profile;

import dev.rollcall.security.Callers;
import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Who am I? The first thing that every client asks. */
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
            summary = "Who is calling?",
            description = "The account behind the credentials, with its organizations and linked identities.")
    public UserProfile get() {
        return callers.read(identity, projection);
    }
}
