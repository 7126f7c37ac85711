package dev.rollcall.console.organization.team;

import dev.rollcall.console.organization.Choice;
import dev.rollcall.organization.StackPermission;
import dev.rollcall.organization.TeamRole;
import dev.rollcall.organization.TeamStanding;
import dev.rollcall.team.TeamInfo;
import java.util.List;

/**
 * A team on its page.
 *
 * @param manages whether the visitor changes the team's texts, and sees its tokens
 * @param path of the page
 * @param from where the members come from; empty if they change here
 */
record ShownTeam(TeamInfo info, boolean manages, String path, String from, List<Member> members, List<Stack> stacks) {

    /** A member of the team. */
    record Member(String login, String name, boolean admin) {}

    /** A stack of the team. */
    record Stack(String name, String may) {}

    static ShownTeam of(TeamStanding team, TeamInfo info, String path) {
        return new ShownTeam(
                info,
                team.manages(),
                path + "/teams/" + team.name(),
                switch (team.kind()) {
                    case PULUMI -> "";
                    case GITHUB -> "GitHub";
                    case SCIM -> "the identity provider";
                },
                info.members().stream()
                        .map(member -> new Member(member.githubLogin(), member.name(), member.role() == TeamRole.ADMIN))
                        .toList(),
                info.stacks().stream()
                        .map(stack -> new Stack(
                                stack.projectName() + "/" + stack.stackName(),
                                StackPermission.of(stack.permission())
                                        .map(Choice::words)
                                        .orElse("")))
                        .toList());
    }

    /** {@return whether the visitor changes the members here} */
    public boolean changesMembers() {
        return manages && from.isEmpty();
    }
}
