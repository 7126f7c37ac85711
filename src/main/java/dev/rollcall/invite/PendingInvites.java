package dev.rollcall.invite;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.rollcall.user.UserInfo;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Invitations that were neither accepted nor canceled (contract, section 2.8). */
@Schema(name = "ListOrganizationInvitesResponse", description = "Invitations.")
public record PendingInvites(
        @Schema(required = true, description = "The invitations, the newest first.")
        List<Invitation> invites) {

    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "PendingOrganizationInvite", description = "An invitation to join an organization.")
    public record Invitation(
            @Schema(required = true, format = "uuid", description = "The invitation's id.")
            String id,

            @Schema(required = true, description = "The address that it was sent to; empty for a link.")
            String email,

            @Schema(
                    required = true,
                    type = SchemaType.STRING,
                    enumeration = {
                        "none",
                        "member",
                        "admin",
                        "potential-member",
                        "stack-collaborator",
                        "billing-manager"
                    },
                    description = "The role that the invitee gets.")
            String role,

            @Schema(required = true, description = "Who sent it, the last time.")
            UserInfo sentBy,

            @Schema(required = true, description = "When it was sent, the last time, in Unix seconds.")
            long sentAt,

            @Schema(required = true, description = "Where the invitee accepts it.")
            String acceptInviteUrl,

            @Schema(description = "Why the last attempt to accept it failed.")
            String acceptError,

            @Schema(
                    required = true,
                    type = SchemaType.STRING,
                    enumeration = {"pending", "accepted", "expired", "canceled"},
                    description = "Its state.")
            String status,

            @Schema(format = "uuid", description = "The id of the custom role that the invitee gets.")
            String roleId,

            @Schema(
                    type = SchemaType.STRING,
                    enumeration = {"waiting", "sent", "refused", "abandoned"},
                    description = "For admins of the organization: what became of the mail. Absent without one.")
            String mailStatus,

            @Schema(description = "For admins of the organization: why the mail was not sent yet, or never.")
            String mailError) {}
}
