package dev.rollcall.admin;

import jakarta.validation.constraints.NotNull;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Whether a person administers the server. */
@Schema(description = "Whether the account is a site administrator.")
record SetSiteAdminRequest(
        @NotNull(message = "is missing") @Schema(required = true, description = "True if it is one.")
        Boolean enabled) {}
