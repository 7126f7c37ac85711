package dev.rollcall.role;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The roles of an organization, all in one response. */
@Schema(description = "The roles of an organization.")
record ListRolesResponse(
        @Schema(required = true, description = "The built-in roles, then the custom ones by name.")
        List<RoleRecord> roles) {}
