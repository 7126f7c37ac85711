package dev.rollcall.member;

import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The new role of a member. One of the two is needed. */
@Schema(name = "UpdateOrganizationMemberRequest", description = "The new role of a member.")
record UpdateMemberRequest(
        @Schema(
                type = SchemaType.STRING,
                enumeration = {"member", "admin", "billing-manager"},
                description = "A built-in role. Ignored if fgaRoleId is there.")
        String role,

        @Schema(description = "The id of a role in the list of roles, built-in or custom.")
        String fgaRoleId) {}
