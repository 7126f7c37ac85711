package dev.rollcall.packaged;

import dev.rollcall.packaged.PagesIT.Who;
import dev.rollcall.testing.Browser;
import dev.rollcall.testing.Database;
import dev.rollcall.testing.Invitations;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Organization;
import dev.rollcall.testing.Rows.Person;
import java.util.EnumMap;
import java.util.Map;
import java.util.UUID;

/**
 * Rows that fill the pages, with what may break them: names as long as they can be, without a space, in the other
 * direction, with tags and emoji.
 *
 * @param stack project and name of a stack of the organization
 * @param cookies the secret of a browser of each
 * @param verification the code in the link to an e-mail address; empty before there is one
 */
record PageData(
        Person person,
        Person colleague,
        Person newcomer,
        String organization,
        String stack,
        Map<Who, String> cookies,
        String invite,
        String secondInvite,
        String thirdInvite,
        String verification) {

    private static final String LONG = "W".repeat(255);
    private static final String HOSTILE = "<b>Bold</b> \u202bשלום עולם\u202c 🎉🦄 & \"quoted\"";

    static PageData create(String github) {
        Person person = Rows.person(LONG);
        Person colleague = Rows.person(HOSTILE);
        Person newcomer = Rows.person("New");
        Person admin = Rows.person("Admin of the site");
        Database.execute("update app_user set site_admin = true where id = ?", admin.id());
        Invitations.verify(person.id(), "w".repeat(60) + Rows.unique("@e") + ".example");
        Rows.identity(person.id(), "SAML", "https://" + "sso".repeat(60) + ".example");
        Rows.identity(person.id(), "gitlab.com", "https://gitlab.com");
        Rows.identity(newcomer.id(), "github.com", github);
        Database.execute("update identity set login = ? where user_id = ?", HOSTILE, person.id());
        Database.execute(
                "update identity set state = 'needs-reauth' where provider = 'gitlab.com' and user_id = ?",
                person.id());

        Organization large = Rows.organization(Rows.unique("w".repeat(31)), LONG);
        Organization hostile = Rows.organization(Rows.unique("acme"), HOSTILE);
        Organization usual = Rows.organization(Rows.unique("usual"), "Acme Corporation");
        for (Organization one : new Organization[] {large, hostile, usual}) {
            Rows.join(person.id(), one.id(), "admin");
            Rows.join(colleague.id(), one.id(), "member");
        }
        Rows.join(admin.id(), large.id(), "admin");
        for (int i = 0; i < 5; i++) {
            Rows.stack(usual.id(), "website", "stage-" + i);
        }
        UUID stack = stack(large, person, colleague);
        tokens(person);
        machineTokens(large);
        invitation(large, "w".repeat(60) + "@example.com");
        Database.execute(
                "insert into audit_event (id, action, actor_id, organization_id, description, address)"
                        + " values (?, 'member-added', ?, ?, ?, '2001:db8:1234:5678:9abc:def0:1234:5678')",
                UUID.randomUUID(),
                person.id(),
                large.id(),
                "Added '" + colleague.login() + "': " + HOSTILE + " " + "W".repeat(600));
        openTheSetup(admin);

        Map<Who, String> cookies = new EnumMap<>(Who.class);
        cookies.put(Who.PERSON, Browser.of(person.id()).cookie());
        cookies.put(Who.MEMBER, Browser.of(colleague.id()).cookie());
        cookies.put(Who.EARLIER, Browser.of(newcomer.id()).signedInEarlier().cookie());
        cookies.put(Who.ADMIN, Browser.of(admin.id()).cookie());
        Database.execute(
                "update browser_session set user_agent = ?, address = '2001:db8:1234:5678:9abc:def0:1234:5678'"
                        + " where user_id = ?",
                LONG,
                person.id());
        Browser.of(person.id());
        Organization inviting = Rows.organization(Rows.unique("inviting"), LONG);
        invitation(inviting, Database.value(String.class, "select email from app_user where id = ?", person.id()));
        return new PageData(
                person,
                colleague,
                newcomer,
                large.login(),
                Database.value(String.class, "select project || '/' || name from stack where id = ?", stack),
                cookies,
                invitation(inviting, null),
                invitation(inviting, null),
                invitation(inviting, null),
                "");
    }

    /** {@return the access token of the person with the longest description} */
    String token() {
        return Database.value(
                String.class,
                "select id::text from access_token where user_id = ? order by length(description) desc limit 1",
                person.id());
    }

    /** {@return the session of the person whose browser has the longest name} */
    String session() {
        return Database.value(
                String.class,
                "select id::text from browser_session where user_id = ? order by length(user_agent) desc nulls last"
                        + " limit 1",
                person.id());
    }

    private static UUID stack(Organization organization, Person person, Person colleague) {
        UUID stack = Rows.stack(organization.id(), "p".repeat(100), "s".repeat(100));
        Rows.tag(stack, "t".repeat(40), "V".repeat(256));
        Rows.tag(stack, "owner:team", HOSTILE);
        UUID team = Rows.team(organization.id());
        Database.execute("update team set name = ? where id = ?", "T".repeat(100), team);
        Rows.joinTeam(colleague.id(), team);
        Rows.grantToTeam(stack, team, "write");
        Rows.grantToUser(stack, colleague.id(), "admin");
        for (int version = 1; version <= 3; version++) {
            Database.execute(
                    """
                    insert into stack_update (id, stack_id, kind, dry_run, status, version, actor_id, message, environment,
                        config, started_at, ended_at, resource_changes, resource_count)
                    values (?, ?, 'update', false, ?, ?, ?, ?, '{}', '{}', now() - interval '2 hours',
                        now() - interval '1 hour', '{"create": 3}', 3)
                    """,
                    UUID.randomUUID(),
                    stack,
                    version == 2 ? "failed" : "succeeded",
                    version,
                    person.id(),
                    version == 1 ? LONG : HOSTILE);
        }
        Database.execute(
                "update stack set last_version = 3, last_update = now() - interval '1 hour', resource_count = 3"
                        + " where id = ?",
                stack);
        return stack;
    }

    private static void tokens(Person person) {
        for (String description : new String[] {"W".repeat(1024), HOSTILE, "A laptop at home", "expired"}) {
            Rows.personalToken(person.id());
            Database.execute(
                    "update access_token set description = ?, last_used_at = now() - interval '3 days',"
                            + " expires_at = now() + interval '40 days' where user_id = ? and description = ''",
                    description,
                    person.id());
        }
        Database.execute(
                "update access_token set expires_at = now() - interval '1 day' where user_id = ? and description = 'expired'",
                person.id());
    }

    private static void machineTokens(Organization organization) {
        UUID team =
                Database.value(UUID.class, "select id from team where organization_id = ? limit 1", organization.id());
        for (String name : new String[] {"W".repeat(40), "ci"}) {
            Rows.organizationToken(organization, name);
            Rows.organizationToken(organization, "t" + name.substring(1));
            Database.execute(
                    "update access_token set team_id = ?, kind = 'team' where organization_id = ? and name = ?",
                    team,
                    organization.id(),
                    "t" + name.substring(1));
        }
        Database.execute(
                "update access_token set description = ? where organization_id = ?", HOSTILE, organization.id());
    }

    /** As {@code admin.FirstAdministrator} does. */
    private static void openTheSetup(Person administrator) {
        Database.execute(
                "update access_token set expires_at = now() + interval '7 days' where user_id = ?", administrator.id());
        Database.execute(
                "insert into bootstrap (token_id) select id from access_token where user_id = ?", administrator.id());
    }

    private static String invitation(Organization organization, String email) {
        UUID id = Invitations.invite(organization, email);
        return "/invites/" + id + "?code=" + Invitations.code(id, 1);
    }

    String cookie(Who who) {
        return cookies.getOrDefault(who, "");
    }

    String cliLogin() {
        return "/cli-login?cliSessionPort=43210&cliSessionNonce=abc&cliSessionDescription=" + LONG;
    }

    /** The same, after the person has asked for another address. */
    PageData withVerification() {
        UUID id = Database.value(UUID.class, "select id from email_verification where user_id = ?", person.id());
        return new PageData(
                person,
                colleague,
                newcomer,
                organization,
                stack,
                cookies,
                invite,
                secondInvite,
                thirdInvite,
                Invitations.code(id));
    }
}
