package dev.rollcall.console.organization;

import dev.rollcall.member.Member;
import dev.rollcall.organization.Role;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A member on a page.
 *
 * @param name may be empty
 * @param email the verified address; null if there is none
 * @param roleId the id of the custom role; null for a built-in one
 */
record ListedMember(
        String login,
        String name,
        String email,
        String role,
        String roleTitle,
        String roleId,
        Instant joined,
        boolean suspended) {

    static ListedMember of(Member member) {
        String title = member.fgaRole().name();
        boolean custom = !Role.of(member.role()).orElseThrow().title.equals(title);
        return new ListedMember(
                member.user().githubLogin(),
                member.user().name(),
                member.user().email(),
                member.role(),
                title,
                custom ? member.fgaRole().id() : null,
                Instant.parse(member.created()),
                Boolean.TRUE.equals(member.suspended()));
    }

    /** {@return the roles to choose from: the built-in ones, and the custom one that the member has} */
    public List<Choice> choices() {
        List<Choice> choices = new ArrayList<>(Choice.roles(roleId == null ? role : ""));
        if (roleId != null) {
            choices.add(0, new Choice(roleId, roleTitle, true));
        }
        return choices;
    }
}
