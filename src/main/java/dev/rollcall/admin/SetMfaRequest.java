package dev.rollcall.admin;

import jakarta.validation.constraints.NotNull;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What the caller knows of somebody's second factor. */
@Schema(description = "Whether a second factor is in use.")
record SetMfaRequest(
        @NotNull(message = "is missing") @Schema(required = true, description = "Whether it is.")
        Boolean enabled) {}
