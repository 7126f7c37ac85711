package dev.rollcall.email;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** An e-mail address that waits to be verified (contract, section 2.6). */
@Schema(
        name = "GetPendingEmailVerificationResponse",
        description = "An address that its owner has yet to prove theirs.")
record PendingEmail(
        @Schema(required = true, description = "The address.")
        String email) {}
