package dev.rollcall.invite;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Several invitations. The field "token" of Pulumi Cloud, against robots, is ignored. */
@Schema(name = "BatchCreateOrganizationInviteRequest", description = "People to invite.")
record BatchInviteRequest(
        @NotNull(message = "is missing")
        @Size(max = MAXIMUM, message = "has more than 100 elements")
        @Schema(required = true, maxItems = MAXIMUM)
        List<CreateInviteRequest> invites) {

    static final int MAXIMUM = 100;
}
