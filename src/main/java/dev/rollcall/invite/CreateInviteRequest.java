package dev.rollcall.invite;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Whom to invite, as what (contract for writes, section 3.3). A response repeats the requests that failed. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "CreateOrganizationInviteRequest", description = "Whom to invite, and the role that they get.")
public record CreateInviteRequest(
        @Schema(description = "Their address. A link ignores whatever is here.")
        String email,

        @Schema(
                required = true,
                type = SchemaType.STRING,
                enumeration = {"member", "admin", "billing-manager"},
                description = "A built-in role. Ignored if roleId is there.")
        String role,

        @Schema(description = "The id of a role in the list of roles, built-in or custom.")
        String roleId) {}
