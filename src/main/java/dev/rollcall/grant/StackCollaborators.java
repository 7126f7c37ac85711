package dev.rollcall.grant;

import dev.rollcall.user.UserInfo;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The people whom a stack was granted to. */
@Schema(name = "ListStackCollaboratorsResponse", description = "The people whom a stack was granted to.")
public record StackCollaborators(
        @Schema(
                required = true,
                description = "By login. People whom an organization, a team or a role lets in are not here.")
        List<Collaborator> users) {

    /** A person, and what they may do with the stack. */
    @Schema(name = "UserPermission", description = "A person, and what they may do with a stack.")
    public record Collaborator(
            @Schema(required = true) UserInfo user,

            @Schema(required = true, description = "101 read, 102 write, 103 administer.")
            int permission) {}
}
