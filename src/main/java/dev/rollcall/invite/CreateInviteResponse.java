package dev.rollcall.invite;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** An invitation that was sent. */
@Schema(name = "CreateOrganizationInviteResponse", description = "An invitation.")
record CreateInviteResponse(
        @Schema(required = true, format = "uuid", description = "Its id, for canceling it and sending it again.")
        String id,

        @Schema(required = true, description = "Where the invitee accepts it.")
        String acceptInviteUrl) {

    /** The result of a batch. */
    @Schema(name = "BatchCreateOrganizationInviteResponse", description = "What became of the invitations.")
    record Batch(
            @Schema(required = true, description = "The invitations, in the order of the request.")
            List<CreateInviteResponse> sentInvites,

            @Schema(required = true, description = "What was not sent. The headers X-Pulumi-Warning say why.")
            List<CreateInviteRequest> failedInvites) {}
}
