package dev.rollcall.console;

import dev.rollcall.invite.InviteLinks;
import dev.rollcall.overview.OwnOrganizations.Places;
import java.util.List;

/**
 * An invitation on a page of its invitee.
 *
 * @param link URL of the page where the invitee decides
 * @param name the organization's name that is shown
 * @param login the organization's name in URLs
 * @param role the title of the role that the invitee gets
 */
public record ListedInvitation(String link, String sender, String name, String login, String role) {

    /** {@return the invitations of a person, the newest first} */
    public static List<ListedInvitation> of(Places places, InviteLinks links) {
        return places.inviting().stream()
                .map(invited -> new ListedInvitation(
                        links.link(invited.inviteId(), invited.generation()),
                        invited.sender(),
                        invited.name(),
                        invited.login(),
                        invited.role()))
                .toList();
    }
}
