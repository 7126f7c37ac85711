package dev.rollcall.member;

import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The role of a new member. */
@Schema(name = "AddOrganizationMemberRequest", description = "The role of a new member.")
record AddMemberRequest(
        @Schema(
                required = true,
                type = SchemaType.STRING,
                enumeration = {"member", "admin", "billing-manager"})
        String role) {}
