package dev.rollcall.acceptance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.rollcall.http.PublicAddress;
import dev.rollcall.invite.InviteLinks;
import dev.rollcall.invite.PendingInvites;
import dev.rollcall.invite.PendingInvites.Invitation;
import dev.rollcall.security.CallerProjection;
import dev.rollcall.security.CallerRows;
import dev.rollcall.user.Avatar;
import dev.rollcall.user.UserInfo;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Reads the invitations to the caller's verified address that were neither accepted nor canceled. An expired invitation
 * is listed with the status "expired", so the invitee can ask for another.
 */
@ApplicationScoped
class PendingInvitesProjection implements CallerProjection<PendingInvites> {

    private final PublicAddress address;
    private final InviteLinks links;
    private final ObjectReader invites;

    PendingInvitesProjection(PublicAddress address, InviteLinks links, ObjectMapper json) {
        this.address = address;
        this.links = links;
        // A list, because a native executable cannot create an array of these rows.
        this.invites = json.readerForListOf(InviteRow.class);
    }

    @Override
    public String path() {
        return "/api/user/pending-invites";
    }

    @Override
    public String columns() {
        return """
                (select json_agg(json_build_object('id', i.id, 'generation', i.generation, 'email', i.email,
                            'role', i.role, 'roleId', i.role_id,
                            'sentAt', floor(extract(epoch from coalesce(i.resent_at, i.created_at)))::bigint,
                            'status', case when i.expires_at <= now() then 'expired' else 'pending' end,
                            'acceptError', i.accept_error, 'senderId', coalesce(s.id, i.id),
                            'senderName', coalesce(s.name, i.sender_name), 'senderAvatarUrl', s.avatar_url,
                            'senderLogin', coalesce(s.login, i.sender_login))
                        order by coalesce(i.resent_at, i.created_at) desc, i.id)
                 from invite i
                 left join app_user s on s.id = i.sender_id and s.state <> 'deleted'
                 where u.email_verified_at is not null and lower(i.email) = lower(u.email)
                     and i.accepted_at is null and i.canceled_at is null) as invites""";
    }

    @Override
    public PendingInvites read(CallerRows rows) throws SQLException {
        String json = rows.row().getString("invites");
        return new PendingInvites(
                json == null ? List.of() : rows(json).map(this::invitation).toList());
    }

    private Stream<InviteRow> rows(String json) {
        try {
            return invites.<List<InviteRow>>readValue(json).stream();
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("PostgreSQL returned invalid JSON for the caller's invitations", broken);
        }
    }

    private Invitation invitation(InviteRow row) {
        String avatar =
                row.senderAvatarUrl() == null ? address.link(Avatar.path(row.senderId())) : row.senderAvatarUrl();
        return new Invitation(
                row.id().toString(),
                row.email(),
                row.role(),
                new UserInfo(row.senderName(), row.senderLogin(), avatar, null),
                row.sentAt(),
                links.link(row.id(), row.generation()),
                row.acceptError(),
                row.status(),
                row.roleId(),
                null,
                null);
    }

    /** An invitation, as the SQL above writes it. Registered because no resource names it and Jackson reads it. */
    @RegisterForReflection
    record InviteRow(
            UUID id,
            int generation,
            String email,
            String role,
            String roleId,
            long sentAt,
            String status,
            String acceptError,
            UUID senderId,
            String senderName,
            String senderLogin,
            String senderAvatarUrl) {}
}
