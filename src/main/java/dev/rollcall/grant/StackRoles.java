package dev.rollcall.grant;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The custom roles that a stack was granted to. */
@Schema(name = "ListStackRolesResponse", description = "The custom roles that a stack was granted to.")
public record StackRoles(
        @Schema(required = true, description = "By name.") List<StackRole> roles) {

    /** A role, and what its members may do with the stack. */
    @Schema(name = "StackRole", description = "A custom role, and what its members may do with a stack.")
    public record StackRole(
            @Schema(required = true, format = "uuid") String id,
            @Schema(required = true) String name,

            @Schema(required = true, description = "101 read, 102 write, 103 administer.")
            int permission) {}
}
