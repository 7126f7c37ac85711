package dev.rollcall.console.credential;

import dev.rollcall.console.Confirmation;
import dev.rollcall.console.Moment;
import dev.rollcall.session.OpenSession;
import dev.rollcall.session.Visitor;
import java.time.Instant;
import java.util.List;

/**
 * A session on the page of its person.
 *
 * @param browser for example "Firefox on Linux"; the whole user agent if the browser is not a usual one; may be empty
 * @param address may be empty
 * @param current whether it is the session of the browser that shows the page
 */
public record ListedSession(
        String id, String browser, String address, Instant started, Instant lastUsed, boolean current) {

    /** A part of a user agent, and the name that people know. */
    private record Mark(String part, String name) {}

    /** In this order, because most browsers also claim to be Chrome and Safari. */
    private static final List<Mark> BROWSERS = List.of(
            new Mark("Edg", "Edge"),
            new Mark("OPR/", "Opera"),
            new Mark("Firefox/", "Firefox"),
            new Mark("FxiOS/", "Firefox"),
            new Mark("Chrome/", "Chrome"),
            new Mark("CriOS/", "Chrome"),
            new Mark("Safari/", "Safari"));

    /** In this order, because Android claims to be Linux, and iPhones claim to be like macOS. */
    private static final List<Mark> SYSTEMS = List.of(
            new Mark("Windows", "Windows"),
            new Mark("Android", "Android"),
            new Mark("iPhone", "iOS"),
            new Mark("iPad", "iPadOS"),
            new Mark("Macintosh", "macOS"),
            new Mark("CrOS", "ChromeOS"),
            new Mark("Linux", "Linux"));

    public static ListedSession of(OpenSession session, Visitor visitor) {
        return new ListedSession(
                session.id().toString(),
                browser(session.userAgent()),
                session.address(),
                session.started(),
                session.lastUsed(),
                session.id().equals(visitor.session()));
    }

    /**
     * {@return what a page asks before the session is ended}
     *
     * @param list the path of the page that lists the session
     */
    public Confirmation question(String list) {
        return new Confirmation(
                "End the session of " + Moment.utc(started),
                List.of(
                        "Browser: " + (browser.isEmpty() ? "unknown" : browser) + ". Address: "
                                + (address.isEmpty() ? "unknown" : address) + ".",
                        current
                                ? "You use this browser now. It is signed out."
                                : "The browser is signed out. Access tokens keep working until they are revoked."),
                list + "/" + id + "/end",
                list);
    }

    public static String browser(String userAgent) {
        String browser = name(BROWSERS, userAgent);
        String system = name(SYSTEMS, userAgent);
        return browser.isEmpty() ? userAgent : system.isEmpty() ? browser : browser + " on " + system;
    }

    private static String name(List<Mark> marks, String userAgent) {
        return marks.stream()
                .filter(mark -> userAgent.contains(mark.part()))
                .map(Mark::name)
                .findFirst()
                .orElse("");
    }
}
