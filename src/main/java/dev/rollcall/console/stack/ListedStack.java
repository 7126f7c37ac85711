package dev.rollcall.console.stack;

import dev.rollcall.stack.StackPage.Summary;
import java.time.Instant;

/**
 * A stack in a list.
 *
 * @param title its organization, project and name
 * @param updated when the last update began; null before the first one, and while one is in progress
 * @param resources null before the first update
 */
record ListedStack(String title, Instant updated, boolean updating, Long resources) {

    static ListedStack of(Summary stack) {
        boolean updating = stack.lastUpdate() != null && stack.lastUpdate() == 0;
        return new ListedStack(
                stack.orgName() + "/" + stack.projectName() + "/" + stack.stackName(),
                stack.lastUpdate() == null || updating ? null : Instant.ofEpochSecond(stack.lastUpdate()),
                updating,
                stack.resourceCount());
    }
}
