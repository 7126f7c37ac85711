package dev.rollcall.email;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** An e-mail address that waits to be verified (contract, section 2.6). */
@Schema(name = "GetPendingEmailVerificationResponse", description = "An e-mail address that waits to be verified.")
record PendingEmail(
        @Schema(required = true, description = "The address.")
        String email) {}
