package dev.rollcall.console;

import static dev.rollcall.testing.Rows.unique;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.Browser;
import dev.rollcall.testing.Database;
import dev.rollcall.testing.Invitations;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Organization;
import dev.rollcall.testing.Rows.Person;
import dev.rollcall.testing.Statements;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class PageStatementsTest {

    /** The first one finds the session. */
    private static final int MOST = 3;

    private final Person ada = Rows.person("Ada Example");
    private final Person grace = Rows.person("Grace Example");
    private final Organization acme = Rows.organization(unique("acme"), "Acme");
    private final Browser browser = Browser.of(ada.id());

    /** What stands in the paths below, and what it stands for. */
    private Map<String, String> names;

    @BeforeEach
    void fill() {
        Database.execute("update app_user set site_admin = true where id = ?", ada.id());
        Rows.join(ada.id(), acme.id(), "admin");
        Rows.join(grace.id(), acme.id(), "member");
        Rows.join(Rows.person("Another admin").id(), acme.id(), "admin");
        Rows.teamToken(acme, "web", "web-1");
        Rows.teamToken(acme, "data", "data-1");
        UUID team =
                Database.value(UUID.class, "select id from team where name = 'web' and organization_id = ?", acme.id());
        Rows.joinTeam(grace.id(), team);
        for (int i = 0; i < 5; i++) {
            UUID stack = Rows.stack(acme.id(), "website", "dev" + i);
            Rows.grantToTeam(stack, team, "write");
            update(stack);
            Person member = Rows.person("Member");
            Rows.join(member.id(), acme.id(), "member");
            Rows.joinTeam(member.id(), team);
            Rows.join(ada.id(), Rows.organization(unique("other"), "Other").id(), "member");
            Rows.organizationToken(acme, "ci-" + i);
            Invitations.invite(acme, unique("invited") + "@example.com");
            for (Person person : new Person[] {ada, grace}) {
                Rows.personalToken(person.id());
                Browser.of(person.id());
            }
            event("member-added");
            Database.execute(
                    "insert into mail (id, kind, subject_id, recipient, state, finished_at)"
                            + " values (?, 'invite', ?, 'ada@example.com', 'refused', now())",
                    UUID.randomUUID(),
                    UUID.randomUUID());
        }
        for (String provider : new String[] {"gitlab.com", "google.com"}) {
            Rows.identity(ada.id(), provider, "https://" + provider);
            Rows.identity(grace.id(), provider, "https://" + provider);
        }
        names = Map.of(
                "SESSION",
                own("browser_session"),
                "OWNTOKEN",
                own("access_token"),
                "ACME",
                acme.login(),
                "ADA",
                ada.login(),
                "GRACE",
                grace.login(),
                "INVITE",
                id("invite"),
                "ORGTOKEN",
                id("access_token where team_id is null and revoked_at is null and"),
                "TEAMTOKEN",
                id("access_token where team_id is not null and name = 'web-1' and"));
    }

    private String id(String table) {
        return Database.value(
                String.class,
                "select id::text from " + table + (table.endsWith("and") ? "" : " where")
                        + " organization_id = ? limit 1",
                acme.id());
    }

    private String own(String table) {
        return Database.value(String.class, "select id::text from " + table + " where user_id = ? limit 1", ada.id());
    }

    private void update(UUID stack) {
        Database.execute("""
                insert into stack_update (id, stack_id, kind, dry_run, status, version, actor_id, message, environment,
                    config, started_at, ended_at, resource_changes, resource_count)
                values (?, ?, 'update', false, 'succeeded', 1, ?, 'A message', '{}', '{}', now(), now(), '{}', 3)
                """, UUID.randomUUID(), stack, ada.id());
    }

    private void event(String action) {
        Database.execute(
                "insert into audit_event (id, action, actor_id, organization_id, description) values (?, ?, ?, ?, 'Did it')",
                UUID.randomUUID(),
                action,
                ada.id(),
                acme.id());
    }

    @AfterEach
    void closeTheSetup() {
        Database.execute("delete from bootstrap");
        Database.execute("delete from mail where kind = 'invite' and recipient = 'ada@example.com'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/ACME",
                "/ADA",
                "/GRACE",
                "/stacks",
                "/stacks?project=website",
                "/stacks?name=dev&organization=ACME",
                "/ACME/website/dev1",
                "/ACME/website/dev1/updates",
                "/ACME/website/dev1/updates/1",
                "/account/profile",
                "/account/rename",
                "/account/email",
                "/account/identities",
                "/account/identities/hub/connect",
                "/account/identities/google.com/disconnect",
                "/account/organizations",
                "/account/organizations/ACME/leave",
                "/account/sessions",
                "/account/sessions/end",
                "/account/sessions/SESSION/end",
                "/account/delete",
                "/user/settings/tokens",
                "/user/settings/tokens?search=a",
                "/user/settings/tokens/OWNTOKEN/revoke",
                "/cli-login?cliSessionPort=43210&cliSessionNonce=abc",
                "/ACME/settings",
                "/ACME/settings/members",
                "/ACME/settings/members?search=a",
                "/ACME/settings/members/GRACE",
                "/ACME/settings/members/GRACE/remove",
                "/ACME/settings/invites",
                "/ACME/settings/invites/INVITE/cancel",
                "/ACME/settings/teams",
                "/ACME/settings/teams/web",
                "/ACME/settings/teams/web/delete",
                "/ACME/settings/teams/web/members/GRACE/remove",
                "/ACME/settings/teams/web/tokens",
                "/ACME/settings/teams/web/tokens?search=a",
                "/ACME/settings/teams/web/tokens/TEAMTOKEN/revoke",
                "/ACME/settings/tokens",
                "/ACME/settings/tokens?search=a",
                "/ACME/settings/tokens/ORGTOKEN/revoke",
                "/ACME/settings/audit-log",
                "/ACME/settings/audit-log?event=member-added",
                "/ACME/settings/audit-log?person=ADA",
                "/ACME/settings/audit-log?person=ADA&event=member-added",
                "/ACME/settings/danger",
                "/admin/service",
                "/admin/users",
                "/admin/users?search=a",
                "/admin/users/GRACE",
                "/admin/users/GRACE/suspend",
                "/admin/users/GRACE/delete",
                "/admin/users/GRACE/identities",
                "/admin/users/GRACE/credentials/sessions",
                "/admin/users/GRACE/credentials/tokens",
                "/admin/users/ADA/credentials/tokens/OWNTOKEN/end",
                "/admin/users/ADA/credentials/sessions/SESSION/end",
                "/admin/organizations",
                "/admin/organizations?search=a",
                "/admin/organizations/ACME",
                "/admin/organizations/ACME/delete",
                "/admin/providers",
                "/admin/reconciliation",
                "/admin/mails",
                "/docs",
                "/docs/schemas"
            })
    void areFewHoweverMuchThePageShows(String path) {
        areFew(browser, path);
    }

    /** An organization can let its members create teams. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/ACME",
                "/ACME/website/dev1",
                "/ACME/settings",
                "/ACME/settings/members",
                "/ACME/settings/teams",
                "/ACME/settings/teams/web"
            })
    void areFewForMembers(String path) {
        areFew(Browser.of(grace.id()), path);
    }

    @Test
    void areFewDuringTheSetup() {
        Database.execute("update access_token set expires_at = now() + interval '7 days' where user_id = ?", ada.id());
        Database.execute(
                "insert into bootstrap (token_id) select id from access_token where user_id = ? limit 1", ada.id());
        areFew(browser, "/setup");
        areFew(new Browser(), "/setup");
    }

    @Test
    void areFewForPeopleWhoSignedInEarlier() {
        areFew(Browser.of(ada.id()).signedInEarlier(), "/account/confirm?return=/");
    }

    private void areFew(Browser visitor, String path) {
        String page = path;
        for (Map.Entry<String, String> name : names.entrySet()) {
            page = page.replace(name.getKey(), name.getValue());
        }
        try (Statements statements = new Statements()) {
            assertThat(visitor.get(page).statusCode()).as(path).isEqualTo(200);
            assertThat(statements.count()).as(path).isLessThanOrEqualTo(MOST);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/signin", "/signin/hub", "/welcome/cli", "/account/profile", "/nobody"})
    void areNoneForVisitors(String path) {
        try (Statements statements = new Statements()) {
            new Browser().get(path);
            assertThat(statements.count()).isZero();
        }
    }
}
