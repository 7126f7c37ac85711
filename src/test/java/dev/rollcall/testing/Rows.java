package dev.rollcall.testing;

import dev.rollcall.security.TokenSecret;
import java.security.SecureRandom;
import java.util.UUID;

/** Stores people, organizations and tokens for tests. Every name is new, so tests do not affect each other. */
public final class Rows {

    private static final SecureRandom RANDOM = new SecureRandom();

    /** A person with an individual organization and a personal token. */
    public record Person(UUID id, String login, UUID organizationId, String token) {

        public String authorization() {
            return "token " + token;
        }
    }

    /** A shared organization. */
    public record Organization(UUID id, String login) {}

    private Rows() {}

    /** Returns a name that nobody has, 9 characters longer than this one. A login has at most 40. */
    public static String unique(String name) {
        return name + "-" + UUID.randomUUID().toString().substring(0, 8);
    }

    public static Person person(String name) {
        UUID organizationId = UUID.randomUUID();
        String login = unique("user");
        Database.execute(
                "insert into organization (id, name, kind) values (?, ?, 'single-user')", organizationId, name);
        UUID id = account(name);
        Database.execute(
                "insert into owner_name (id, name, user_id, organization_id) values (?, ?, ?, ?)",
                UUID.randomUUID(),
                login,
                id,
                organizationId);
        join(id, organizationId, "admin");
        return new Person(id, login, organizationId, personalToken(id));
    }

    /** A person whose account an organization manages, so without an individual organization. */
    public static Person managedPerson(String name) {
        UUID id = account(name);
        String login = unique("managed");
        Database.execute("insert into owner_name (id, name, user_id) values (?, ?, ?)", UUID.randomUUID(), login, id);
        return new Person(id, login, null, personalToken(id));
    }

    private static UUID account(String name) {
        UUID id = UUID.randomUUID();
        Database.execute("insert into app_user (id, kind, name) values (?, 'person', ?)", id, name);
        return id;
    }

    public static Organization organization(String login, String name) {
        UUID id = UUID.randomUUID();
        Database.execute("insert into organization (id, name, kind) values (?, ?, 'pulumi')", id, name);
        Database.execute(
                "insert into owner_name (id, name, organization_id) values (?, ?, ?)", UUID.randomUUID(), login, id);
        return new Organization(id, login);
    }

    public static void join(UUID userId, UUID organizationId, String role) {
        Database.execute(
                "insert into membership (user_id, organization_id, role) values (?, ?, ?)",
                userId,
                organizationId,
                role);
    }

    /** Returns the organization's service account. The first call creates it. */
    public static UUID serviceAccount(Organization organization) {
        UUID id = UUID.randomUUID();
        int made = Database.execute("""
                with account as (
                    insert into app_user (id, kind, name, email)
                    select ?::uuid, 'service-account', o.name, ?
                    from organization o where o.id = ? and o.service_account_id is null
                    returning id)
                update organization set service_account_id = account.id from account where organization.id = ?
                """, id, UUID.randomUUID().toString(), organization.id(), organization.id());
        if (made == 1) {
            join(id, organization.id(), "member");
        }
        return Database.value(
                UUID.class, "select service_account_id from organization where id = ?", organization.id());
    }

    public static String personalToken(UUID userId) {
        TokenSecret secret = TokenSecret.random(RANDOM);
        Database.execute(
                "insert into access_token (id, secret_hash, kind, user_id) values (?, ?, 'personal', ?)",
                UUID.randomUUID(),
                secret.hash(),
                userId);
        return secret.reveal();
    }

    public static String organizationToken(Organization organization, String name) {
        TokenSecret secret = TokenSecret.random(RANDOM);
        Database.execute(
                "insert into access_token (id, secret_hash, kind, user_id, organization_id, name)"
                        + " values (?, ?, 'organization', ?, ?, ?)",
                UUID.randomUUID(),
                secret.hash(),
                serviceAccount(organization),
                organization.id(),
                name);
        return secret.reveal();
    }

    public static String teamToken(Organization organization, String team, String name) {
        TokenSecret secret = TokenSecret.random(RANDOM);
        UUID teamId = UUID.randomUUID();
        Database.execute(
                "insert into team (id, organization_id, name) values (?, ?, ?)", teamId, organization.id(), team);
        Database.execute(
                "insert into access_token (id, secret_hash, kind, user_id, organization_id, team_id, name)"
                        + " values (?, ?, 'team', ?, ?, ?, ?)",
                UUID.randomUUID(),
                secret.hash(),
                serviceAccount(organization),
                organization.id(),
                teamId,
                name);
        return secret.reveal();
    }

    /** Links an identity. The ids are those of the organizations that the person has at the provider. */
    public static void identity(UUID userId, String provider, String instance, String... organizationIds) {
        UUID id = UUID.randomUUID();
        Database.execute(
                "insert into identity (id, user_id, provider, instance, subject) values (?, ?, ?, ?, ?)",
                id,
                userId,
                provider,
                instance,
                UUID.randomUUID().toString());
        for (String organizationId : organizationIds) {
            Database.execute(
                    "insert into identity_organization (identity_id, provider_id, login) values (?, ?, 'there')",
                    id,
                    organizationId);
        }
    }

    /** A stack without tags, grants and updates. */
    public static UUID stack(UUID organizationId, String project, String name) {
        UUID id = UUID.randomUUID();
        Database.execute(
                "insert into stack (id, organization_id, project, name) values (?, ?, ?, ?)",
                id,
                organizationId,
                project,
                name);
        return id;
    }

    public static void tag(UUID stackId, String name, String value) {
        Database.execute(
                "insert into stack_tag select organization_id, id, ?, ? from stack where id = ?", name, value, stackId);
    }

    /** Gives members with the built-in role a permission on every stack. */
    public static void openToMembers(UUID organizationId, String permission) {
        Database.execute(
                "update organization set default_stack_permission = ? where id = ?", permission, organizationId);
    }

    public static void grantToUser(UUID stackId, UUID userId, String permission) {
        grant("user_id", stackId, userId, permission);
    }

    public static void grantToTeam(UUID stackId, UUID teamId, String permission) {
        grant("team_id", stackId, teamId, permission);
    }

    public static void grantToRole(UUID stackId, UUID roleId, String permission) {
        grant("role_id", stackId, roleId, permission);
    }

    private static void grant(String column, UUID stackId, UUID grantee, String permission) {
        Database.execute(
                "insert into stack_grant (id, organization_id, stack_id, permission, " + column + ")"
                        + " select ?, organization_id, id, ?, ? from stack where id = ?",
                UUID.randomUUID(),
                permission,
                grantee,
                stackId);
    }

    /** A custom role that nobody has yet. */
    public static UUID role(UUID organizationId) {
        UUID id = UUID.randomUUID();
        Database.execute(
                "insert into role (id, organization_id, name) values (?, ?, ?)", id, organizationId, unique("role"));
        return id;
    }

    /** Gives a member a custom role in place of the built-in one. */
    public static void hold(UUID userId, UUID organizationId, UUID roleId) {
        Database.execute(
                "update membership set role_id = ? where user_id = ? and organization_id = ?",
                roleId,
                userId,
                organizationId);
    }

    public static UUID team(UUID organizationId) {
        UUID id = UUID.randomUUID();
        Database.execute(
                "insert into team (id, organization_id, name) values (?, ?, ?)", id, organizationId, unique("team"));
        return id;
    }

    public static void joinTeam(UUID userId, UUID teamId) {
        Database.execute(
                "insert into team_member (user_id, team_id, organization_id)"
                        + " select ?, id, organization_id from team where id = ?",
                userId,
                teamId);
    }
}
