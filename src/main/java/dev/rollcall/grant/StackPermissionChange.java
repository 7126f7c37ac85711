package dev.rollcall.grant;

import dev.rollcall.organization.StackPermission;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The new permission of a person or a role on a stack, in the form that teams have it. */
@Schema(name = "UpdateStackPermissionRequest", description = "The new permission of a person or a role on a stack.")
record StackPermissionChange(
        @Schema(
                nullable = true,
                enumeration = {"0", "101", "102", "103"},
                description = "101 read, 102 write, 103 administer. Absent or 0: none.")
        Long permissions) {

    StackPermission permission() {
        return TeamStackPermission.requested(permissions == null ? 0 : permissions);
    }
}
