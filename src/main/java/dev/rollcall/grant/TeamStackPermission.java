package dev.rollcall.grant;

import dev.rollcall.http.ApiException;
import dev.rollcall.organization.StackPermission;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A stack, and what a team may do with it. */
@Schema(description = "A stack, and what a team may do with it.")
public record TeamStackPermission(
        @Schema(required = true) String projectName,

        @Schema(required = true) String stackName,

        @Schema(
                required = true,
                enumeration = {"0", "101", "102", "103"},
                description = "101 read, 102 write, 103 administer. In requests, 0 removes the stack.")
        Long permission) {

    /**
     * {@return the permission that a request gives}
     *
     * @throws ApiException 400 if there is none with this number, or it cannot be given: 104 is for creators of stacks
     */
    public static StackPermission requested(long permission) {
        return StackPermission.of(permission)
                .orElseThrow(
                        () -> ApiException.badRequest(
                                "Invalid stack permission. Send 101 to read, 102 to write, 103 to administer, or 0 for nothing."));
    }
}
