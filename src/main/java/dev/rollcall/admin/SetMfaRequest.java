package dev.rollcall.admin;

import jakarta.validation.constraints.NotNull;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Whether a person has a second factor, as an administrator states it. */
@Schema(description = "Whether the account has a second factor.")
record SetMfaRequest(
        @NotNull(message = "is missing") @Schema(required = true, description = "True if it has one.")
        Boolean enabled) {}
