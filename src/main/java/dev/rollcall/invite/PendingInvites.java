package dev.rollcall.invite;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.rollcall.http.PublicAddress;
import dev.rollcall.user.Avatar;
import dev.rollcall.user.UserInfo;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Invitations that were neither accepted nor canceled (contract, section 2.8). */
@Schema(name = "ListOrganizationInvitesResponse", description = "Invitations.")
public record PendingInvites(
        @Schema(required = true, description = "The invitations, the newest first.")
        List<Invitation> invites) {

    static final String STATEMENT = """
            select i.id, i.generation, coalesce(i.email, '') as email, i.role, i.role_id, i.accept_error,
                floor(extract(epoch from coalesce(i.resent_at, i.created_at)))::bigint as sent_at,
                coalesce(i.expires_at <= now(), false) as expired, coalesce(s.id, i.id) as picture_id, s.avatar_url,
                coalesce(s.name, i.sender_name) as sender_name, coalesce(s.login, i.sender_login) as sender_login,
                e.state as mail_status, e.failure as mail_error
            from invite i
            left join app_user s on s.id = i.sender_id and s.state <> 'deleted'
            left join lateral (
                select state, failure from mail where subject_id = i.id order by created_at desc limit 1) e on true
            where i.organization_id = ? and i.accepted_at is null and i.canceled_at is null
            order by coalesce(i.resent_at, i.created_at) desc, i.id""";

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
            String mailError) {

        static Invitation of(ResultSet row, InviteLinks links, PublicAddress address) throws SQLException {
            UUID id = row.getObject("id", UUID.class);
            String avatar = row.getString("avatar_url");
            return new Invitation(
                    id.toString(),
                    row.getString("email"),
                    row.getString("role"),
                    new UserInfo(
                            row.getString("sender_name"),
                            row.getString("sender_login"),
                            avatar == null
                                    ? address.link(Avatar.path(row.getObject("picture_id", UUID.class)))
                                    : avatar,
                            null),
                    row.getLong("sent_at"),
                    links.link(id, row.getInt("generation")),
                    row.getString("accept_error"),
                    row.getBoolean("expired") ? "expired" : "pending",
                    row.getString("role_id"),
                    row.getString("mail_status"),
                    row.getString("mail_error"));
        }
    }
}
