package dev.rollcall.packaged;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.EmulateMediaOptions;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.Page.ScreenshotOptions;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Cookie;
import com.microsoft.playwright.options.ReducedMotion;
import dev.rollcall.testing.Database;
import dev.rollcall.testing.TestSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Opens all pages in a real browser: in light and dark, on a phone, and with twice the usual size. Leaves a picture of each
 * in target/screenshots. e2e/providers/run starts the emulated GitHub and passes its port, the browser and axe.
 */
@EnabledIfSystemProperty(named = "emulator.port", matches = "[0-9]+")
class PagesIT {

    private static final int PORT = Integer.getInteger("rollcall.port", 0);
    private static final String ROLLCALL = "http://localhost:" + PORT;
    private static final Path SCREENSHOTS = Path.of("target/screenshots");

    private static final int DESKTOP = 1280;
    private static final int HEIGHT = 800;
    private static final int PHONE = 375;

    /** What is left of a window of 1280 pixels at 200 %, and a screen of 3840 pixels. */
    private static final int[] OTHER_WIDTHS = {DESKTOP / 2, 3840};

    /**
     * Reports what is wider than the page, tables that are wider than a desktop, and words of at most 14 letters that are on
     * two lines.
     */
    private static final String FIND_LAYOUT_PROBLEMS = """
            () => {
              const problems = [];
              const excess = document.documentElement.scrollWidth - document.documentElement.clientWidth;
              if (excess > 0) {
                problems.push(`the page is ${excess} pixels too wide`);
              }
              for (const region of innerWidth < 1280 ? [] : document.querySelectorAll('.scroll')) {
                if (region.scrollWidth > region.clientWidth) {
                  problems.push(`the table "${region.getAttribute('aria-label')}" is too wide`);
                }
              }
              const range = document.createRange();
              const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
              while (texts.nextNode()) {
                const text = texts.currentNode;
                if (!text.parentElement.checkVisibility() || text.parentElement.closest('.hidden')) {
                  continue;
                }
                for (const word of text.data.matchAll(/(?<!\\S)\\p{P}{0,2}\\p{L}{2,14}\\p{P}{0,2}(?!\\S)/gu)) {
                  const letters = word[0].match(/\\p{L}+/u);
                  range.setStart(text, word.index + letters.index);
                  range.setEnd(text, word.index + letters.index + letters[0].length);
                  if (new Set([...range.getClientRects()].map((line) => Math.round(line.top))).size > 1) {
                    problems.push(`the word "${word[0]}" is broken in: ${text.data.slice(0, 60)}`);
                  }
                }
              }
              return problems;
            }
            """;

    private static final String RUN_AXE = """
            (rules) => axe.run(rules.length ? { runOnly: { type: 'rule', values: rules } } : {}).then((result) =>
              result.violations.map((found) => found.id + ': ' + found.nodes.map((node) =>
                node.target.join(' ') + ' ' + node.failureSummary).join('; ')))
            """;

    private static final String NAME_OF_FOCUSED = """
            () => {
              const focused = document.activeElement;
              return (focused.getAttribute('aria-label') ?? focused.labels?.[0]?.textContent ?? focused.textContent).trim();
            }
            """;

    /** Who looks at a page. */
    enum Who {
        VISITOR,
        PERSON,
        /** A member of the person's organization, who is no admin of it. */
        MEMBER,
        /** Somebody who signed in more than 15 minutes ago. */
        EARLIER,
        ADMIN
    }

    /** A page, and the name of its pictures. */
    record Shown(String name, Who who, String path) {

        @Override
        public String toString() {
            return name;
        }
    }

    private static final Map<Who, BrowserContext> CONTEXTS = new EnumMap<>(Who.class);

    private static ServiceProcess service;
    private static Playwright playwright;
    private static Browser chromium;
    private static PageData data;
    private static String axe;

    /** All pages. A new page needs one line. */
    static Stream<Shown> pages() {
        String stack = "/" + data.organization() + "/" + data.stack();
        String settings = "/" + data.organization() + "/settings";
        String team = settings + "/teams/" + "T".repeat(100);
        String account = "/admin/users/" + data.person().login();
        return Stream.of(
                new Shown("start", Who.VISITOR, "/"),
                new Shown("sign-in", Who.VISITOR, "/signin"),
                new Shown("sign-in-at", Who.VISITOR, "/signin/github"),
                new Shown("error-signed-out", Who.VISITOR, "/signin/nowhere"),
                new Shown("welcome-cli", Who.VISITOR, "/welcome/cli"),
                new Shown("home", Who.PERSON, "/"),
                new Shown("home-of-a-newcomer", Who.EARLIER, "/"),
                new Shown("organization", Who.PERSON, "/" + data.organization()),
                new Shown("individual", Who.PERSON, "/" + data.person().login()),
                new Shown("person", Who.PERSON, "/" + data.colleague().login()),
                new Shown("stack", Who.PERSON, stack),
                new Shown("updates", Who.PERSON, stack + "/updates"),
                new Shown("update", Who.PERSON, stack + "/updates/1"),
                new Shown("profile", Who.PERSON, "/account/profile"),
                new Shown("rename", Who.PERSON, "/account/rename"),
                new Shown("email", Who.PERSON, "/account/email"),
                new Shown("verify-email", Who.PERSON, "/verify-email?code=" + data.verification()),
                new Shown("identities", Who.PERSON, "/account/identities"),
                new Shown("disconnect", Who.PERSON, "/account/identities/gitlab.com/disconnect"),
                new Shown("connect", Who.PERSON, "/account/identities/github/connect"),
                new Shown("organizations", Who.PERSON, "/account/organizations"),
                new Shown("leave", Who.PERSON, "/account/organizations/" + data.organization() + "/leave"),
                new Shown("tokens", Who.PERSON, "/user/settings/tokens"),
                new Shown("revoke-token", Who.PERSON, "/user/settings/tokens/" + data.token() + "/revoke"),
                new Shown("tokens-not-found", Who.PERSON, "/user/settings/tokens?search=" + "W".repeat(255)),
                new Shown("tokens-later", Who.EARLIER, "/user/settings/tokens"),
                new Shown("sessions", Who.PERSON, "/account/sessions"),
                new Shown("end-session", Who.PERSON, "/account/sessions/" + data.session() + "/end"),
                new Shown("sign-out-everywhere", Who.PERSON, "/account/sessions/end"),
                new Shown("delete", Who.PERSON, "/account/delete"),
                new Shown("delete-newcomer", Who.ADMIN, "/account/delete"),
                new Shown("deleted", Who.VISITOR, "/account/delete/done"),
                new Shown("confirm", Who.EARLIER, "/account/confirm?return=/account/delete"),
                new Shown("invite", Who.PERSON, data.invite()),
                new Shown("cli-login", Who.PERSON, data.cliLogin()),
                new Shown("error", Who.PERSON, "/nobody-has-this-name"),
                new Shown("stacks", Who.PERSON, "/stacks"),
                new Shown("stacks-not-found", Who.PERSON, "/stacks?project=" + "W".repeat(100)),
                new Shown("settings", Who.PERSON, settings),
                new Shown("members", Who.PERSON, settings + "/members"),
                new Shown(
                        "member",
                        Who.PERSON,
                        settings + "/members/" + data.colleague().login()),
                new Shown(
                        "remove-member",
                        Who.PERSON,
                        settings + "/members/" + data.colleague().login() + "/remove"),
                new Shown("invites", Who.PERSON, settings + "/invites"),
                new Shown("teams", Who.PERSON, settings + "/teams"),
                new Shown("team", Who.PERSON, team),
                new Shown("delete-team", Who.PERSON, team + "/delete"),
                new Shown("team-tokens", Who.PERSON, team + "/tokens"),
                new Shown("organization-tokens", Who.PERSON, settings + "/tokens"),
                new Shown("audit-log", Who.PERSON, settings + "/audit-log"),
                new Shown("danger", Who.PERSON, settings + "/danger"),
                new Shown("settings-of-a-member", Who.MEMBER, settings),
                new Shown("team-of-a-member", Who.MEMBER, team),
                new Shown("admin-service", Who.ADMIN, "/admin/service"),
                new Shown("admin-users", Who.ADMIN, "/admin/users"),
                new Shown("admin-user", Who.ADMIN, account),
                new Shown("admin-user-sessions", Who.ADMIN, account + "/credentials/sessions"),
                new Shown("admin-user-tokens", Who.ADMIN, account + "/credentials/tokens"),
                new Shown("admin-revoke-token", Who.ADMIN, account + "/credentials/tokens/" + data.token() + "/end"),
                new Shown("admin-user-identities", Who.ADMIN, account + "/identities"),
                new Shown("admin-suspend-user", Who.ADMIN, account + "/suspend"),
                new Shown("admin-delete-user", Who.ADMIN, account + "/delete"),
                new Shown(
                        "admin-delete-newcomer",
                        Who.ADMIN,
                        "/admin/users/" + data.newcomer().login() + "/delete"),
                new Shown("admin-organizations", Who.ADMIN, "/admin/organizations"),
                new Shown("admin-organization", Who.ADMIN, "/admin/organizations/" + data.organization()),
                new Shown(
                        "admin-delete-organization",
                        Who.ADMIN,
                        "/admin/organizations/" + data.organization() + "/delete"),
                new Shown("admin-providers", Who.ADMIN, "/admin/providers"),
                new Shown("admin-reconciliation", Who.ADMIN, "/admin/reconciliation"),
                new Shown("admin-mails", Who.ADMIN, "/admin/mails"),
                new Shown("setup", Who.VISITOR, "/setup"),
                new Shown("setup-checklist", Who.ADMIN, "/setup"),
                new Shown("setup-finished", Who.VISITOR, "/setup/finished"),
                new Shown("docs", Who.PERSON, "/docs"),
                new Shown("docs-stacks", Who.VISITOR, "/docs/stacks"),
                new Shown("docs-administration", Who.PERSON, "/docs/administration"),
                new Shown("docs-schemas", Who.VISITOR, "/docs/schemas"));
    }

    @BeforeAll
    static void start() throws Exception {
        Map<String, String> settings = Database.settings();
        settings.put("ROLLCALL_ENCRYPTION_KEYS", TestSettings.ENCRYPTION_KEY);
        settings.put("QUARKUS_HTTP_PORT", String.valueOf(PORT));
        settings.put("ROLLCALL_PUBLIC_URL", ROLLCALL);
        settings.put("ROLLCALL_SIGN_UP_OPEN", "true");
        // Nothing listens there. The page of the address says that the mail waits.
        settings.put("ROLLCALL_MAIL_FROM", "Rollcall <rollcall@example.com>");
        settings.put("QUARKUS_MAILER_HOST", "127.0.0.1");
        settings.put("QUARKUS_MAILER_PORT", "9");
        String github = "http://localhost:" + System.getProperty("emulator.port");
        settings.put("ROLLCALL_PROVIDERS_GITHUB_GITHUB_BASE_URL", github);
        settings.put("ROLLCALL_PROVIDERS_GITHUB_GITHUB_API_URL", github);
        settings.put("ROLLCALL_PROVIDERS_GITHUB_GITHUB_CLIENT_ID", "rollcall-github");
        settings.put("ROLLCALL_PROVIDERS_GITHUB_GITHUB_CLIENT_SECRET", "only-for-tests");
        settings.put("ROLLCALL_PROVIDERS_GITLAB_GITLAB_TITLE", "W".repeat(60));
        settings.put("ROLLCALL_PROVIDERS_GITLAB_GITLAB_CLIENT_ID", "unused");
        settings.put("ROLLCALL_PROVIDERS_GITLAB_GITLAB_CLIENT_SECRET", "unused");
        service = ServiceProcess.start(settings).awaitListening();
        playwright = Playwright.create();
        chromium = playwright
                .chromium()
                .launch(new LaunchOptions()
                        .setExecutablePath(Path.of(System.getProperty("chromium")))
                        .setChromiumSandbox(false));
        data = PageData.create(github);
        axe = Files.readString(Path.of(System.getProperty("axe")));
        for (Who who : Who.values()) {
            CONTEXTS.put(who, context(data.cookie(who), new NewContextOptions()));
        }
        Page email = CONTEXTS.get(Who.PERSON).newPage();
        email.navigate(ROLLCALL + "/account/email");
        email.getByLabel("New address").fill("w".repeat(60) + "@example.com");
        press(email, "Send the link");
        email.close();
        data = data.withVerification();
    }

    private static BrowserContext context(String secret, NewContextOptions options) {
        BrowserContext context = chromium.newContext(options.setReducedMotion(ReducedMotion.REDUCE));
        if (!secret.isEmpty()) {
            context.addCookies(List.of(new Cookie(dev.rollcall.testing.Browser.COOKIE, secret).setUrl(ROLLCALL)));
        }
        return context;
    }

    @AfterAll
    static void stop() {
        if (playwright != null) {
            playwright.close();
        }
        if (service != null) {
            service.close();
        }
        Database.execute("delete from bootstrap");
    }

    @ParameterizedTest
    @MethodSource("pages")
    void looksRightAndSaysNothingWrong(Shown shown) {
        Page page = CONTEXTS.get(shown.who()).newPage();
        List<String> complaints = new ArrayList<>();
        page.onPageError(complaints::add);
        page.onConsoleMessage(message -> {
            // The browser also reports that the page itself is an error.
            if (!message.location().startsWith(ROLLCALL + shown.path())) {
                complaints.add(message.type() + ": " + message.text());
            }
        });
        page.setViewportSize(DESKTOP, HEIGHT);
        page.navigate(ROLLCALL + shown.path());

        List<String> problems = new ArrayList<>(layout(page));
        picture(page, shown.name() + "-light");
        page.evaluate(axe);
        problems.addAll(strings(page.evaluate(RUN_AXE, List.of())));

        page.emulateMedia(new EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
        picture(page, shown.name() + "-dark");
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })");
        problems.addAll(strings(page.evaluate(RUN_AXE, List.of("color-contrast"))));
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = false; })");

        page.emulateMedia(new EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
        for (int width : OTHER_WIDTHS) {
            page.setViewportSize(width, HEIGHT);
            problems.addAll(layout(page));
        }
        page.setViewportSize(PHONE, HEIGHT);
        problems.addAll(layout(page));
        picture(page, shown.name() + "-phone");
        page.close();

        assertThat(problems).isEmpty();
        assertThat(complaints).isEmpty();
    }

    private static List<String> layout(Page page) {
        int width = page.viewportSize().width;
        return strings(page.evaluate(FIND_LAYOUT_PROBLEMS)).stream()
                .map(problem -> "At " + width + " pixels: " + problem)
                .toList();
    }

    private static List<String> strings(Object list) {
        return ((List<?>) list).stream().map(String.class::cast).toList();
    }

    private static void picture(Page page, String name) {
        page.screenshot(new ScreenshotOptions().setFullPage(true).setPath(SCREENSHOTS.resolve(name + ".png")));
    }

    @Test
    void canBeUsedWithTheKeyboardAlone() {
        BrowserContext context = context("", new NewContextOptions());
        context.grantPermissions(List.of("clipboard-read", "clipboard-write"));
        Page page = context.newPage();
        page.navigate(ROLLCALL + "/");
        page.keyboard().press("Tab");
        assertThat(page.evaluate(NAME_OF_FOCUSED)).isEqualTo("Skip to the content");
        go(page, "Sign in with GitHub");
        go(page, "Continue to GitHub");
        go(page, ".*mona.*");
        assertThat(page).hasURL(ROLLCALL + "/");

        enter(page, "Account mona");
        go(page, "Access tokens");
        tabTo(page, "What it is for");
        page.keyboard().type("a keyboard");
        tabTo(page, "Expires");
        page.keyboard().press("ArrowDown");
        go(page, "Create");
        assertThat(page.locator("#token")).containsText("pul-");
        enter(page, "Copy");
        assertThat(page.getByText("Copied").first()).isVisible();
        assertThat(page.evaluate("navigator.clipboard.readText()"))
                .isEqualTo(page.locator("#token").textContent());

        page.navigate(ROLLCALL + data.secondInvite());
        go(page, "Accept the invitation");
        assertThat(page.getByRole(AriaRole.HEADING).first()).containsText("You are a member of");
        context.close();
    }

    @Test
    void letsAdminsInvitePeopleAndMakeATeamWithTheKeyboardAlone() {
        BrowserContext context = context(data.cookie(Who.PERSON), new NewContextOptions());
        Page page = context.newPage();
        page.navigate(ROLLCALL + "/" + data.organization() + "/settings");
        go(page, "Invites|Invitations");
        tabTo(page, "E-mail addresses, one per line");
        page.keyboard().type("somebody@example.com");
        go(page, "Send the invitations");
        assertThat(page.getByRole(AriaRole.STATUS).first()).isVisible();
        go(page, "Teams");
        tabTo(page, "Name in addresses");
        page.keyboard().type("keyboards");
        go(page, "Create the team");
        assertThat(page.getByRole(AriaRole.STATUS).first()).containsText("The team keyboards is created.");
        context.close();
    }

    @Test
    void canBeUsedWithoutJavaScript() {
        String secret = dev.rollcall.testing.Browser.of(data.newcomer().id())
                .signedInEarlier()
                .cookie();
        BrowserContext context = context(secret, new NewContextOptions().setJavaScriptEnabled(false));
        Page page = context.newPage();
        page.navigate(ROLLCALL + "/");
        assertThat(page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName("Copy")))
                .hasCount(0);
        follow(page, "Access tokens");
        follow(page, "Sign in again to create a token");
        follow(page, "Sign in with GitHub");
        press(page, "Continue to GitHub");
        page.locator("button", new Page.LocatorOptions().setHasText("hubot"))
                .first()
                .click();
        assertThat(page).hasURL(ROLLCALL + "/user/settings/tokens");
        page.getByLabel("What it is for").fill("no script");
        press(page, "Create");
        assertThat(page.locator("#token")).containsText("pul-");
        follow(page, "Back to access tokens");
        page.getByLabel("Search in the descriptions").fill("NO SCRIPT");
        press(page, "Search");
        follow(page, "Revoke no script");
        press(page, "Revoke the token no script");
        assertThat(page.getByRole(AriaRole.STATUS)).containsText("The token is revoked.");

        follow(page, "Profile");
        page.getByLabel("Name", new Page.GetByLabelOptions().setExact(true)).fill("Hubot without a script");
        page.getByLabel("Address of your picture").fill("");
        press(page, "Save");
        assertThat(page.getByRole(AriaRole.STATUS)).isVisible();
        page.navigate(ROLLCALL + data.thirdInvite());
        press(page, "Accept the invitation");
        assertThat(page.getByRole(AriaRole.HEADING).first()).containsText("You are a member of");
        page.locator("header summary").click();
        press(page, "Sign out");
        assertThat(page.getByRole(AriaRole.HEADING).first()).isVisible();
        context.close();
    }

    /** Follows a link, which may be in the menu. */
    @Test
    void letsAdminsInvitePeopleAndMakeATeamWithoutJavaScript() {
        BrowserContext context = context(data.cookie(Who.PERSON), new NewContextOptions().setJavaScriptEnabled(false));
        Page page = context.newPage();
        page.navigate(ROLLCALL + "/" + data.organization() + "/settings/invites");
        page.getByLabel("E-mail addresses, one per line").fill("nobody@example.com");
        press(page, "Send the invitations");
        assertThat(page.getByRole(AriaRole.STATUS).first()).isVisible();
        follow(page, "Teams");
        page.getByLabel("Name in addresses").fill("no-script");
        press(page, "Create the team");
        assertThat(page.getByRole(AriaRole.STATUS).first()).containsText("The team no-script is created.");
        context.close();
    }

    private static void follow(Page page, String name) {
        if (!page.getByRole(AriaRole.LINK, new GetByRoleOptions().setName(name))
                .first()
                .isVisible()) {
            page.locator("header summary").click();
        }
        page.getByRole(AriaRole.LINK, new GetByRoleOptions().setName(name))
                .first()
                .click();
    }

    private static void press(Page page, String name) {
        page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName(name))
                .first()
                .click();
    }

    private static void enter(Page page, String name) {
        tabTo(page, name);
        page.keyboard().press("Enter");
    }

    /** Presses the Enter key on something, and waits for the page to which it leads. */
    private static void go(Page page, String name) {
        tabTo(page, name);
        page.evaluate("document.body.dataset.left = 'true'");
        page.keyboard().press("Enter");
        page.waitForCondition(() -> {
            try {
                return Boolean.TRUE.equals(
                        page.evaluate("document.readyState === 'complete' && document.body.dataset.left !== 'true'"));
            } catch (PlaywrightException betweenTwoPages) {
                return false;
            }
        });
    }

    /** Presses the Tab key until something with this name has the focus, and checks that people can see where it is. */
    private static void tabTo(Page page, String name) {
        Pattern wanted = Pattern.compile(name, Pattern.DOTALL);
        List<String> passed = new ArrayList<>();
        while (passed.size() < 60) {
            page.keyboard().press("Tab");
            String focused = String.valueOf(page.evaluate(NAME_OF_FOCUSED));
            passed.add(focused);
            if (wanted.matcher(focused.replaceAll("\\s+", " ")).matches()) {
                if (page.url().startsWith(ROLLCALL)) {
                    assertThat(page.evaluate("getComputedStyle(document.activeElement).outlineStyle"))
                            .as(focused)
                            .isEqualTo("solid");
                }
                return;
            }
        }
        throw new AssertionError("The Tab key does not lead to '" + name + "' but to " + passed);
    }
}
