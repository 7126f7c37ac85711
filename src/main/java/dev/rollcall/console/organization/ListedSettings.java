package dev.rollcall.console.organization;

import dev.rollcall.organization.StackPermission;
import dev.rollcall.settings.OrganizationMetadata;
import java.util.List;

/**
 * The settings of an organization on its page.
 *
 * @param permissions what members may do with every stack
 * @param days how long access tokens may live; empty without a limit
 */
record ListedSettings(
        List<Choice> permissions,
        boolean createStacks,
        boolean deleteStacks,
        boolean transferStacks,
        boolean createTeams,
        String days) {

    static ListedSettings of(OrganizationMetadata settings) {
        return new ListedSettings(
                Choice.permissions(settings.defaultStackPermission()),
                settings.membersCanCreateStacks(),
                settings.membersCanDeleteStacks(),
                settings.membersCanTransferStacks(),
                settings.membersCanCreateTeams(),
                settings.maxAccessTokenExpiryDays() == null
                        ? ""
                        : settings.maxAccessTokenExpiryDays().toString());
    }

    /** {@return what members may do with every stack, in words} */
    public String permission() {
        return permissions.stream()
                .filter(Choice::selected)
                .findFirst()
                .map(Choice::title)
                .orElseGet(() -> Choice.words(StackPermission.NONE));
    }
}
