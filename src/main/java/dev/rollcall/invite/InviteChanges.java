package dev.rollcall.invite;

import dev.rollcall.audit.AuditEvent.Action;
import dev.rollcall.audit.AuditLog;
import dev.rollcall.audit.AuditLog.Source;
import dev.rollcall.http.ApiException;
import dev.rollcall.invite.Invites.Batch;
import dev.rollcall.invite.Invites.Sender;
import dev.rollcall.invite.Invites.Sent;
import dev.rollcall.mail.Outbox;
import dev.rollcall.organization.OrganizationAccess;
import dev.rollcall.organization.Permission;
import dev.rollcall.organization.Role;
import dev.rollcall.organization.Standing;
import dev.rollcall.query.Required;
import dev.rollcall.role.Roles;
import dev.rollcall.role.Roles.Assignable;
import dev.rollcall.security.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** Lists and changes the invitations of an organization for a caller, if they may. One transaction per change. */
@ApplicationScoped
public class InviteChanges {

    private static final String NO_MAIL = "This server sends no mail. Give the invitees their acceptInviteUrl.";

    private final OrganizationAccess access;
    private final Invites invites;
    private final Roles roles;
    private final Outbox outbox;
    private final AuditLog audit;

    InviteChanges(OrganizationAccess access, Invites invites, Roles roles, Outbox outbox, AuditLog audit) {
        this.access = access;
        this.invites = invites;
        this.roles = roles;
        this.outbox = outbox;
        this.audit = audit;
    }

    /**
     * What became of several invitations.
     *
     * @param sent as requests
     * @param failed as requests that can be sent again
     * @param warnings for the person who invites
     */
    public record Result(List<Sent> sent, List<CreateInviteRequest> failed, List<String> warnings) {}

    /**
     * {@return the invitations that were neither accepted nor canceled, the newest first}
     *
     * @throws ApiException 403 if the caller may not read them
     */
    public PendingInvites pending(Standing standing) {
        return invites.pending(standing.require(Permission.READ_INVITES));
    }

    /**
     * Invites people by mail.
     *
     * @throws ApiException 400 if an address or a role is invalid, 403 if the caller may not invite people
     */
    @Transactional
    public Result send(Caller caller, Source source, String organization, List<CreateInviteRequest> wanted) {
        Standing standing = writer(caller, organization);
        if (Required.of("invites", wanted).size() > BatchInviteRequest.MAXIMUM) {
            throw ApiException.badRequest("invites has more than " + BatchInviteRequest.MAXIMUM + " elements");
        }
        Sender sender = invites.sender(caller.userId());
        List<Invitee> invitees =
                wanted.stream().map(one -> invitee(standing, one)).toList();
        Batch batch = invites.send(standing, sender, invitees);
        List<String> warnings = new ArrayList<>();
        batch.failed().forEach(failed -> warnings.add(failed.invitee().email() + " " + failed.reason()));
        batch.sent().forEach(sent -> recordSent(standing, sent, source));
        warnings.addAll(mail(standing, sender, batch.sent()));
        return new Result(
                batch.sent(),
                batch.failed().stream()
                        .map(failed -> failed.invitee().request())
                        .toList(),
                warnings);
    }

    private List<String> mail(Standing standing, Sender sender, List<Sent> sent) {
        if (sent.isEmpty()) {
            return List.of();
        }
        if (!outbox.isOn()) {
            return List.of(NO_MAIL);
        }
        Map<UUID, String> recipients = sent.stream()
                .collect(Collectors.toMap(Sent::id, one -> one.invitee().email()));
        return outbox.add(InviteMail.KIND, sender.id(), standing.organizationId(), recipients).stream()
                .map(one -> recipients.get(one)
                        + " gets no mail, because there were too many mails within 24 hours. Give them"
                        + " their acceptInviteUrl.")
                .toList();
    }

    /**
     * Creates an invitation for whoever has its link.
     *
     * @throws ApiException 400 if the role is invalid, 403 if the caller may not invite people, 409 if there are too many
     *     invitations
     */
    @Transactional
    public Sent link(Caller caller, Source source, String organization, CreateInviteRequest wanted) {
        Standing standing = writer(caller, organization);
        Sent sent = invites.link(standing, invites.sender(caller.userId()), role(standing, wanted));
        recordSent(standing, sent, source);
        return sent;
    }

    /**
     * Cancels an invitation.
     *
     * @return the address, which is empty for a link
     * @throws ApiException 403 if the caller may not, 404 if there is no such invitation
     */
    @Transactional
    public String cancel(Caller caller, Source source, String organization, String id) {
        Standing standing = writer(caller, organization);
        String email = invites.cancel(standing, id);
        record(
                Action.INVITE_CANCELED,
                standing,
                UUID.fromString(id),
                email.isEmpty() ? "Canceled an invitation link" : "Canceled the invitation of '" + email + "'",
                source);
        return email;
    }

    /**
     * What became of an invitation that was to be sent again.
     *
     * @param email empty for a link
     * @param warnings for the person who invites
     */
    public record Resent(String email, List<String> warnings) {}

    /**
     * Sends an invitation again.
     *
     * @throws ApiException 403 if the caller may not, 404 if there is no such invitation, 429 if there were too many mails
     */
    @Transactional
    public Resent resend(Caller caller, Source source, String organization, String inviteId) {
        Standing standing = writer(caller, organization);
        Sender sender = invites.sender(caller.userId());
        String email = invites.resend(standing, sender, inviteId);
        UUID id = UUID.fromString(inviteId);
        record(
                Action.INVITE_SENT,
                standing,
                id,
                email.isEmpty() ? "Renewed an invitation link" : "Invited '" + email + "' again",
                source);
        if (!email.isEmpty() && !outbox.isOn()) {
            return new Resent(email, List.of(NO_MAIL));
        }
        if (!email.isEmpty()
                && !outbox.add(InviteMail.KIND, sender.id(), standing.organizationId(), Map.of(id, email))
                        .isEmpty()) {
            throw ApiException.tooManyRequests(
                    "There were too many mails within 24 hours. Give the invitee their acceptInviteUrl, or try again later.",
                    Duration.ofHours(1));
        }
        return new Resent(email, List.of());
    }

    private Standing writer(Caller caller, String organization) {
        return access.locked(caller, organization)
                .require(Permission.CREATE_INVITES)
                .requireShared("Invites");
    }

    private Invitee invitee(Standing standing, CreateInviteRequest invite) {
        if (invite == null) {
            throw ApiException.badRequest("invites has an element without an invitation.");
        }
        return new Invitee(Invitee.address(invite.email()), role(standing, invite), invite);
    }

    private Assignable role(Standing standing, CreateInviteRequest invite) {
        if (invite.roleId() != null) {
            return roles.find(standing.organizationId(), invite.roleId())
                    .orElseThrow(() -> ApiException.badRequest("Invalid parameter 'roleID'."));
        }
        return Role.of(invite.role())
                .map(Assignable::of)
                .orElseThrow(() -> ApiException.badRequest("Invalid organization role."));
    }

    private void recordSent(Standing standing, Sent sent, Source source) {
        String whom = sent.invitee().email() == null
                ? "Created an invitation link"
                : "Invited '" + sent.invitee().email() + "'";
        record(
                Action.INVITE_SENT,
                standing,
                sent.id(),
                whom + " with the role " + sent.invitee().role().name(),
                source);
    }

    private void record(Action action, Standing standing, UUID invite, String description, Source source) {
        audit.record(action, source, standing.organizationId(), invite, description);
    }
}
