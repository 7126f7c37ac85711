package dev.rollcall.packaged;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.is;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.AriaRole;
import dev.rollcall.testing.Await;
import dev.rollcall.testing.FreePort;
import dev.rollcall.testing.FreshDatabase;
import dev.rollcall.testing.MailServer;
import dev.rollcall.testing.TestSettings;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * People sign in with a real browser at emulated providers, which this project did not write. e2e/providers/run starts
 * them and passes their ports.
 */
@EnabledIfSystemProperty(named = "emulator.port", matches = "[0-9]+")
class SignInIT {

    private static final int EMULATOR = Integer.getInteger("emulator.port", 0);
    private static final int PORT = Integer.getInteger("rollcall.port", 0);
    private static final String ROLLCALL = "http://localhost:" + PORT;
    private static final String GITHUB = "http://localhost:" + EMULATOR;
    private static final String GOOGLE = "http://localhost:" + (EMULATOR + 1);
    private static final String ENTRA = "http://localhost:" + (EMULATOR + 2);

    private static final String ENTRA_TOKEN_VERSION =
            "select t.version from identity_token t join identity i on i.id = t.identity_id where i.provider = 'SAML'";

    private static final Pattern LINK = Pattern.compile("http://localhost:\\d+/(invites|verify-email)\\S+");

    private static FreshDatabase database;
    private static MailServer mails;
    private static ServiceProcess service;
    private static Playwright playwright;
    private static Browser chromium;

    private BrowserContext context;
    private Page page;

    @BeforeAll
    static void start() throws Exception {
        database = new FreshDatabase();
        Map<String, String> settings = database.settings();
        settings.put("QUARKUS_HTTP_PORT", String.valueOf(PORT));
        settings.put("ROLLCALL_PUBLIC_URL", ROLLCALL);
        settings.put("ROLLCALL_SIGN_UP_OPEN", "true");
        settings.put("ROLLCALL_ENCRYPTION_KEYS", TestSettings.ENCRYPTION_KEY);
        settings.put("ROLLCALL_SYNC_MIN_INTERVAL", "0s");
        settings.put("ROLLCALL_PROVIDERS_GITHUB_GITHUB_BASE_URL", GITHUB);
        settings.put("ROLLCALL_PROVIDERS_GITHUB_GITHUB_API_URL", GITHUB);
        settings.put("ROLLCALL_PROVIDERS_GITHUB_GITHUB_TRUST_EMAIL", "true");
        client(settings, "GITHUB_GITHUB", "rollcall-github");
        settings.put("ROLLCALL_PROVIDERS_GOOGLE_GOOGLE_ISSUER", GOOGLE);
        settings.put("ROLLCALL_PROVIDERS_GOOGLE_GOOGLE_AUTHORIZATION_URL", GOOGLE + "/o/oauth2/v2/auth");
        settings.put("ROLLCALL_PROVIDERS_GOOGLE_GOOGLE_TOKEN_URL", GOOGLE + "/oauth2/token");
        settings.put("ROLLCALL_PROVIDERS_GOOGLE_GOOGLE_REVOCATION_URL", GOOGLE + "/oauth2/revoke");
        settings.put("ROLLCALL_PROVIDERS_GOOGLE_GOOGLE_KEYS_URL", GOOGLE + "/oauth2/v3/certs");
        settings.put("ROLLCALL_PROVIDERS_GOOGLE_GOOGLE_USERINFO_URL", GOOGLE + "/oauth2/v2/userinfo");
        client(settings, "GOOGLE_GOOGLE", "rollcall-google");
        settings.put("ROLLCALL_PROVIDERS_SSO_ENTRA_TITLE", "Microsoft");
        settings.put(
                "ROLLCALL_PROVIDERS_SSO_ENTRA_ISSUER",
                given().baseUri(ENTRA)
                        .port(EMULATOR + 2)
                        .get("/.well-known/openid-configuration")
                        .jsonPath()
                        .getString("issuer"));
        settings.put("ROLLCALL_PROVIDERS_SSO_ENTRA_SCOPES", "openid,email,profile,offline_access");
        client(settings, "SSO_ENTRA", "rollcall-entra");
        int mailPort = FreePort.find();
        mails = new MailServer(mailPort, recipient -> null);
        settings.put("ROLLCALL_MAIL_FROM", "Rollcall <rollcall@example.com>");
        settings.put("ROLLCALL_MAIL_EVERY", "1s");
        settings.put("QUARKUS_MAILER_HOST", "127.0.0.1");
        settings.put("QUARKUS_MAILER_PORT", String.valueOf(mailPort));
        service = ServiceProcess.start(settings).awaitListening();
        playwright = Playwright.create();
        chromium = playwright
                .chromium()
                .launch(new LaunchOptions()
                        .setExecutablePath(Path.of(System.getProperty("chromium")))
                        .setChromiumSandbox(false));
    }

    private static void client(Map<String, String> settings, String provider, String id) {
        settings.put("ROLLCALL_PROVIDERS_" + provider + "_CLIENT_ID", id);
        settings.put("ROLLCALL_PROVIDERS_" + provider + "_CLIENT_SECRET", "only-for-tests");
    }

    @AfterAll
    static void stop() {
        if (playwright != null) {
            playwright.close();
        }
        if (service != null) {
            service.close();
        }
        if (mails != null) {
            mails.close();
        }
        database.close();
    }

    @BeforeEach
    void open() {
        context = chromium.newContext();
        page = context.newPage();
    }

    @AfterEach
    void close() {
        context.close();
    }

    @Test
    void signsInAtGitHubAndLinksTheOthersAndKeepsThemTrue() {
        signIn("GitHub", "mona");
        assertThat(page).hasURL(ROLLCALL + "/");
        assertThat(page.getByText("mona").first()).isVisible();
        String token = newToken("for the test");

        user(token)
                .body("githubLogin", is("mona"))
                .body("email", is("mona@example.com"))
                .body("identities", contains("github.com"));

        link("Google", "mona@gmail.example");
        link("Microsoft", "mona@entra.example");
        user(token).body("identities", containsInAnyOrder("github.com", "google.com", "SAML"));

        // The teams fill several pages.
        assertThat(api(token)
                        .get("/api/user/vcs/organizations")
                        .then()
                        .statusCode(200)
                        .extract()
                        .jsonPath()
                        .getList("organizations.organization.githubLogin", String.class))
                .containsExactlyInAnyOrder("octo", "globex");
        for (int i = 0; i < 130; i++) {
            gitHub().body(Map.of("name", "team " + i))
                    .post("/orgs/octo/teams")
                    .then()
                    .statusCode(201);
        }
        assertThat(api(token)
                        .get("/api/user/github/octo/teams")
                        .then()
                        .statusCode(200)
                        .extract()
                        .jsonPath()
                        .getList("teams.slug", String.class))
                .filteredOn(slug -> slug.startsWith("team-"))
                .hasSize(130);

        // The person changes their name at the provider.
        gitHub().body(Map.of("name", "Mona the Second")).patch("/user").then().statusCode(200);
        sync(token, "github").statusCode(200).body("name", is("Mona the Second"));

        // The access token expires. The provider accepts each refresh token only once.
        for (int i = 0; i < 2; i++) {
            long version = database.value(Long.class, ENTRA_TOKEN_VERSION);
            database.execute("update identity_token t set expires_at = now() - interval '1 minute' from identity i"
                    + " where i.id = t.identity_id and i.provider = 'SAML'");
            sync(token, "saml").statusCode(200);
            assertThat(database.value(Long.class, ENTRA_TOKEN_VERSION)).isEqualTo(version + 1);
        }

        disconnect("Google");
        user(token).body("identities", containsInAnyOrder("github.com", "SAML"));

        // The person revokes the consent. For an unknown token, this GitHub returns the profile of somebody else.
        page.navigate(GITHUB + "/settings/connections/applications/rollcall-github");
        button("Revoke access");
        sync(token, "github").statusCode(409);
        user(token).body("name", is("Mona the Second"));
        assertThat(service.output()).doesNotContain("only-for-tests", token);
    }

    @Test
    void neverLinksWhatBelongsToSomebodyElse() {
        signIn("Google", "mona@gmail.example");
        page.context().clearCookies();
        signIn("GitHub", "hubot");

        page.navigate(ROLLCALL + "/account/identities");
        click("Connect Google");
        button("Continue to Google");
        choose("mona@gmail.example");

        assertThat(page.getByRole(AriaRole.HEADING)).isVisible();
        assertThat(page.getByText("another account")).isVisible();
    }

    @Test
    void invitesSomebodyByMailWhoOpensTheLinkAndJoins() throws Exception {
        signIn("GitHub", "mona");
        String token = newToken("to invite");
        database.execute("update app_user set site_admin = true where login = 'mona'");
        json(token)
                .body(Map.of("name", "umbrella", "displayName", "Umbrella Corporation"))
                .post("/api/admin/organizations")
                .then()
                .statusCode(201);
        json(token)
                .body(Map.of("invites", List.of(Map.of("email", "hubot@example.com", "role", "member"))))
                .post("/api/orgs/umbrella/invites/batch")
                .then()
                .statusCode(200);
        String link = link(mail("hubot@example.com"));

        context.clearCookies();
        page.navigate(link);
        click("Sign in with GitHub");
        button("Continue to GitHub");
        choose("hubot");
        assertThat(page.getByText("Umbrella Corporation").first()).isVisible();
        button("Accept the invitation");

        assertThat(page.getByText("Umbrella Corporation").first()).isVisible();
        api(token)
                .get("/api/orgs/umbrella/members")
                .then()
                .statusCode(200)
                .body("members.user.githubLogin", containsInAnyOrder("mona", "hubot"))
                .body("members.find { it.user.githubLogin == 'hubot' }.role", is("member"));
        // The link works once.
        page.navigate(link);
        assertThat(page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName("Accept the invitation")))
                .not()
                .isVisible();
    }

    @Test
    void changesTheAddressByMail() throws Exception {
        signIn("GitHub", "somebody-else");
        String token = newToken("to read the address");
        user(token).body("email", is("somebody-else@example.com"));

        page.navigate(ROLLCALL + "/account/email");
        page.getByLabel("New address").fill("new@example.com");
        button("Send the link");
        String link = link(mail("new@example.com"));
        user(token).body("email", is("somebody-else@example.com"));
        page.navigate(link);
        user(token).body("email", is("somebody-else@example.com"));
        button("Confirm the address");

        assertThat(page.getByText("new@example.com").first()).isVisible();
        user(token).body("email", is("new@example.com"));
        mail("somebody-else@example.com");
    }

    private static MimeMessage mail(String recipient) throws Exception {
        Await.until(() -> !mails.to(recipient).isEmpty());
        assertThat(mails.to(recipient)).as("Mails for " + recipient).isNotEmpty();
        return mails.to(recipient).get(0);
    }

    private static String link(MimeMessage mail) throws Exception {
        String text =
                ((MimeMultipart) mail.getContent()).getBodyPart(0).getContent().toString();
        Matcher link = LINK.matcher(text);
        assertThat(link.find()).as(text).isTrue();
        return link.group();
    }

    private static RequestSpecification json(String token) {
        return api(token).contentType("application/json");
    }

    @Test
    void signsOut() {
        signIn("GitHub", "hubot");
        page.locator("header summary").click();
        button("Sign out");
        page.navigate(ROLLCALL + "/account/identities");

        assertThat(page).hasURL(Pattern.compile(ROLLCALL + "/signin.*"));
    }

    @Test
    @EnabledIfSystemProperty(named = "pulumi.cli", matches = ".+")
    void logsTheUnmodifiedCliIn(@TempDir Path home) throws Exception {
        // The CLI runs xdg-open to open a browser. This xdg-open writes the URL into a file.
        Path opened = home.resolve("opened");
        Path open = Files.createFile(
                home.resolve("xdg-open"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.writeString(
                open, "#!/bin/sh\necho \"$1\" >" + opened + ".part && mv " + opened + ".part " + opened + "\n");
        Path output = home.resolve("output");
        // The CLI asks for the token, or for Enter, only at a terminal. "script" provides one.
        ProcessBuilder builder = new ProcessBuilder(
                        "script", "-qefc", System.getProperty("pulumi.cli") + " login " + ROLLCALL, "/dev/null")
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        Map<String, String> environment = Map.of(
                "PATH",
                home + ":" + System.getenv("PATH"),
                "HOME",
                home.toString(),
                "TERM",
                "xterm",
                "PULUMI_HOME",
                home.toString(),
                "PULUMI_SKIP_UPDATE_CHECK",
                "true",
                "PULUMI_CONSOLE_DOMAIN",
                "localhost:" + PORT);
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process login = builder.start();
        try (OutputStream keyboard = login.getOutputStream()) {
            await(() -> Files.readString(output).contains("ENTER"), output);
            keyboard.write("\r".getBytes(StandardCharsets.US_ASCII));
            keyboard.flush();
            await(() -> Files.exists(opened), output);

            page.navigate(Files.readString(opened).strip());
            click("Sign in with GitHub");
            button("Continue to GitHub");
            choose("mona");
            assertThat(page.getByText("Generated by pulumi login")).isVisible();
            button(Pattern.compile("Log in as .*"));
            assertThat(page).hasURL(ROLLCALL + "/welcome/cli");

            // After the login the CLI asks what to do next, and waits. So the test ends it here.
            await(() -> Files.readString(output).contains("Logged in to"), output);
        } finally {
            login.destroyForcibly();
        }
        assertThat(Files.readString(output)).contains("Logged in to " + ROLLCALL + " as mona");
        assertThat(Files.readString(home.resolve("credentials.json"))).contains("\"accessToken\": \"pul-");
        assertThat(service.output()).doesNotContain("pul-");

        assertThat(pulumi(environment, "whoami")).isEqualTo("mona");
        assertThat(pulumi(environment, "api", "/api/user/vcs/sync?identity=github", "-X", "POST"))
                .contains("\"githubLogin\": \"mona\"");
        assertThat(pulumi(environment, "api", "ListIdentityProviderOrganizations"))
                .contains("\"githubLogin\": \"octo\"", "\"vcsKind\": \"github.com\"");
        assertThat(pulumi(environment, "api", "ListGitHubOrganizationTeams", "-F", "ghOrgName=octo"))
                .contains("\"slug\": \"members\"", "\"knownToPulumi\": false");
        assertThat(pulumi(environment, "api", "GetGroupsForGitLabApp")).isEqualTo("[]");
    }

    private static String pulumi(Map<String, String> environment, String... arguments) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(System.getProperty("pulumi.cli")).redirectErrorStream(true);
        builder.command().addAll(List.of(arguments));
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    private static void await(Await.Condition condition, Path output) throws Exception {
        Await.until(condition);
        assertThat(condition.holds()).as(Files.readString(output)).isTrue();
    }

    private void signIn(String provider, String who) {
        page.navigate(ROLLCALL + "/signin");
        click("Sign in with " + provider);
        button("Continue to " + provider);
        choose(who);
        assertThat(page).hasURL(Pattern.compile(ROLLCALL + "/.*"));
    }

    private void link(String provider, String who) {
        page.navigate(ROLLCALL + "/account/identities");
        click("Connect " + provider);
        button("Continue to " + provider);
        choose(who);
        assertThat(page).hasURL(ROLLCALL + "/account/identities");
    }

    private void disconnect(String provider) {
        page.navigate(ROLLCALL + "/account/identities");
        click("Disconnect " + provider);
        button("Disconnect " + provider);
        assertThat(page.getByText("Connect " + provider)).isVisible();
    }

    private String newToken(String description) {
        page.navigate(ROLLCALL + "/user/settings/tokens");
        page.getByLabel("What it is for").fill(description);
        button("Create");
        return page.locator("#token").textContent();
    }

    /** Clicks the button of a person. The emulated providers have one for each. */
    private void choose(String who) {
        page.locator("button", new Page.LocatorOptions().setHasText(who))
                .first()
                .click();
    }

    private void click(String link) {
        page.getByRole(AriaRole.LINK, new GetByRoleOptions().setName(link)).click();
    }

    private void button(String name) {
        page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName(name)).click();
    }

    private void button(Pattern name) {
        page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName(name)).click();
    }

    private static RequestSpecification api(String token) {
        return given().baseUri(ROLLCALL).port(PORT).header("Authorization", "token " + token);
    }

    private static ValidatableResponse user(String token) {
        return api(token).get("/api/user").then().statusCode(200);
    }

    private static ValidatableResponse sync(String token, String identity) {
        Response response = api(token).queryParam("identity", identity).post("/api/user/vcs/sync");
        return response.then();
    }

    /** A request to GitHub's API, with a token of mona. */
    private static RequestSpecification gitHub() {
        return given().baseUri(GITHUB)
                .port(EMULATOR)
                .header("Authorization", "Bearer only-mona")
                .contentType("application/json");
    }
}
