package dev.rollcall.console.stack;

import dev.rollcall.grant.StackOverviews.Granted;
import dev.rollcall.grant.StackOverviews.Overview;
import dev.rollcall.organization.StackPermission;
import dev.rollcall.stack.ReachedStack;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A stack as its page shows it.
 *
 * @param path of the page
 * @param may what the visitor may do, in words
 * @param updated when the last update began; null before the first one
 * @param ways who reaches the stack, and why
 * @param editable whether the visitor may change that
 */
record StackView(
        ReachedStack stack,
        String path,
        String may,
        Instant updated,
        Map<String, String> tags,
        List<Way> ways,
        boolean editable,
        boolean shared,
        List<Choice> choices) {

    /**
     * Somebody who reaches the stack.
     *
     * @param kind person, team or role, whose permission can be changed; empty for others
     * @param key the login of the person, the name of the team, or the id of the role; empty for others
     * @param who for people
     * @param why for people
     */
    record Way(String kind, String key, String who, String why, String may, List<Choice> choices) {}

    /** A permission in a list to choose from. */
    record Choice(int code, String title, boolean selected) {}

    static StackView of(ReachedStack stack, Overview overview) {
        return new StackView(
                stack,
                "/" + stack,
                words(stack.permission()),
                overview.lastUpdate(),
                overview.tags(),
                ways(stack, overview),
                stack.member() && stack.permission() == StackPermission.ADMIN,
                overview.shared(),
                choices(StackPermission.READ).stream()
                        .filter(choice -> choice.code() != 0)
                        .toList());
    }

    private static List<Way> ways(ReachedStack stack, Overview overview) {
        List<Way> ways = new ArrayList<>();
        ways.add(fixed(
                overview.shared() ? "Admins of the organization" : "The owner",
                overview.shared() ? "Their role in '" + stack.organization() + "'" : "It is their own organization",
                StackPermission.ADMIN));
        if (overview.usual() != StackPermission.NONE && overview.shared()) {
            ways.add(fixed(
                    "All members with the role Member, and tokens of the organization",
                    "The organization's default for all stacks",
                    overview.usual()));
        }
        Stream.of(
                        overview.teams().stream()
                                .map(team -> way("team", team, "Team " + team.title(), "Granted to the team")),
                        overview.roles().stream()
                                .map(role -> way("role", role, "Role " + role.title(), "Granted to the role")),
                        overview.people().stream()
                                .map(person -> way("person", person, person.key(), "Granted to the person")),
                        overview.machines().stream()
                                .map(machine -> fixed(
                                        "Tokens of the organization",
                                        "One of them created the stack",
                                        machine.permission())))
                .flatMap(all -> all)
                .forEach(ways::add);
        return ways;
    }

    private static Way fixed(String who, String why, StackPermission permission) {
        return new Way("", "", who, why, words(permission), List.of());
    }

    private static Way way(String kind, Granted granted, String who, String why) {
        return new Way(kind, granted.key(), who, why, words(granted.permission()), choices(granted.permission()));
    }

    private static List<Choice> choices(StackPermission selected) {
        return Stream.of(StackPermission.READ, StackPermission.WRITE, StackPermission.ADMIN, StackPermission.NONE)
                .map(permission -> new Choice(permission.code, words(permission), permission == selected))
                .toList();
    }

    static String words(StackPermission permission) {
        return switch (permission) {
            case NONE -> "nothing";
            case READ -> "read";
            case WRITE -> "write";
            case ADMIN -> "administer";
        };
    }
}
