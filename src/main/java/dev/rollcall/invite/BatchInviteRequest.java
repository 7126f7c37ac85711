package dev.rollcall.invite;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Several invitations. The field "token" of Pulumi Cloud, against robots, is ignored. */
@Schema(name = "BatchCreateOrganizationInviteRequest", description = "People to invite.")
record BatchInviteRequest(
        @Schema(required = true, maxItems = MAXIMUM) List<CreateInviteRequest> invites) {

    static final int MAXIMUM = 100;
}
