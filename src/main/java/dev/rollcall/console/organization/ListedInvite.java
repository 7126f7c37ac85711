package dev.rollcall.console.organization;

import dev.rollcall.invite.PendingInvites.Invitation;
import dev.rollcall.organization.Role;
import java.time.Instant;

/**
 * An invitation on the page of an organization's admins.
 *
 * @param whom the address, or that anybody can use the link
 * @param state what became of it, in words
 * @param problem what went wrong; null if nothing did
 */
record ListedInvite(
        String id, String whom, String role, String sender, Instant sent, String link, String state, String problem) {

    static ListedInvite of(Invitation invitation) {
        return new ListedInvite(
                invitation.id(),
                invitation.email().isEmpty() ? "Anybody with the link" : invitation.email(),
                invitation.roleId() == null
                        ? Role.of(invitation.role()).map(role -> role.title).orElse(invitation.role())
                        : "A custom role",
                invitation.sentBy().githubLogin(),
                Instant.ofEpochSecond(invitation.sentAt()),
                invitation.acceptInviteUrl(),
                state(invitation),
                invitation.acceptError() == null ? invitation.mailError() : invitation.acceptError());
    }

    private static String state(Invitation invitation) {
        if (invitation.status().equals("expired")) {
            return "It has expired. Resend it, or cancel it.";
        }
        if (invitation.email().isEmpty()) {
            return "The link works once. Give it to the person.";
        }
        return switch (invitation.mailStatus() == null ? "" : invitation.mailStatus()) {
            case "waiting" -> "The mail waits to be sent.";
            case "sent" -> "The mail was sent.";
            case "refused" -> "The mail server refused the mail. Check the address, or give the person the link.";
            case "abandoned" -> "The mail could not be sent. Resend it, or give the person the link.";
            default -> "No mail was sent. Give the person the link.";
        };
    }
}
