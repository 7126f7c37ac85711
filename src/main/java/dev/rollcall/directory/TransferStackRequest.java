package dev.rollcall.directory;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The organization that gets a stack. Clients may repeat what the path says (contract, section 5.4). */
@Schema(name = "TransferStackRequest", description = "The organization that gets a stack.")
record TransferStackRequest(
        @Schema(required = true, description = "Its name in URLs.")
        String toOrg) {}
