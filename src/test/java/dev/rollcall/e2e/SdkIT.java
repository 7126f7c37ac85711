package dev.rollcall.e2e;

import static dev.rollcall.testing.Rows.unique;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rollcall.audit.AuditEvent.Action;
import dev.rollcall.testing.Database;
import dev.rollcall.testing.Invitations;
import dev.rollcall.testing.PostgresqlResource;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Organization;
import dev.rollcall.testing.Rows.Person;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.restassured.RestAssured;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The official SDKs for Python and Go read an organization that has every kind of row, and write what can be written. */
@QuarkusIntegrationTest
@QuarkusTestResource(PostgresqlResource.class)
class SdkIT {

    private static final String PYTHON = System.getProperty("sdk.python", "");
    private static final String GO = System.getProperty("sdk.go", "");

    private static final String REPORT = """
            organization: Acme Corporation
            metadata: pulumi/admin/7/3
            features: yes
            members: admin/Admin/no/True, billing-manager/Billing Manager/no/True, member/Custom/no/True, member/Member/no/True, member/Member/no/True, member/Member/no/True, member/Member/yes/True
            teams of a member: platform
            roles: Admin/admin/no, Billing Manager/billing-manager/no, Custom/None/no, Member/member/yes
            scopes: yes
            teams: github/octocats/none, pulumi/empty/none, pulumi/platform/admin, scim/provisioned/none
            team empty:\s
            team octocats: GitHub no longer backs the organization. These are the last known members.
            team platform: admin Ada Example, member Grace Example, website/dev=101, website/production=103, website/staging=102
            team provisioned: member Nameless
            tokens: admin/organization/Admin/admin/yes/no, bills/organization/Billing Manager/billing-manager/no/no, deploy/organization/Member/member/no/no, expired/organization/Member/member/no/yes, orphaned/organization/Member/member/no/no
            team tokens: platform-ci/team/Member/member/no/no
            invites: no/billing-manager/pending/Grace before/no/no, yes/member/expired/Grace before/no/no, yes/member/pending/Grace before/no/yes, yes/member/pending/Grace before/yes/no
            teams of a stack: platform=101
            a member's permissions: admin/0
            audit log: %1$d kinds
            export: %2$d events
            people: True
            machine: deploy/yes/None
            members for it: 7
            machine: platform-ci/no/platform
            members for it: 7
            changed: 101/yes
            added: member/Member/no/True
            created team: admin Ada Example
            changed team: Renamed/dev=102
            team token: yes
            acts as: new-token
            sent: 1/0
            invited to: Acme Corporation
            joined: yes
            link: yes
            """;

    private final Person ada = Rows.person("Ada Example");
    private final Person grace = Rows.person("Grace Example");
    private final Person invitee = Rows.person("Linus Example");
    private final Organization acme = Rows.organization(unique("acme"), "Acme Corporation");
    private String deploy;
    private String platformCi;

    @BeforeEach
    void fillTheOrganization() {
        assumeTrue(
                !PYTHON.isEmpty() && !GO.isEmpty(),
                "SKIPPED: the SDKs were not given (-Dsdk.python, -Dsdk.go); e2e/sdk/run installs them and runs this test");
        Invitations.verify(ada.id(), ada.login() + "@example.com");
        Invitations.verify(invitee.id(), invitee.login() + "@example.com");
        stacks();
        tokens();
        members();
        teams();
        invites();
        boolean byAda = false;
        for (Action action : Action.values()) {
            byAda = !byAda;
            Database.execute(
                    "insert into audit_event (id, action, actor_id, address, organization_id, description)"
                            + " values (gen_random_uuid(), ?, ?, '192.0.2.1', ?, 'A sentence')",
                    action.stored,
                    byAda ? ada.id() : null,
                    acme.id());
        }
    }

    private void stacks() {
        for (String name : List.of("dev", "staging", "production")) {
            Rows.stack(acme.id(), "website", name);
        }
    }

    private void members() {
        Rows.join(ada.id(), acme.id(), "admin");
        Rows.join(grace.id(), acme.id(), "member");
        Rows.join(Rows.person("Bill").id(), acme.id(), "billing-manager");
        Person custom = Rows.person("Custom");
        Rows.join(custom.id(), acme.id(), "member");
        UUID role = Rows.role(acme.id());
        Database.execute("update role set name = 'Custom' where id = ?", role);
        Rows.hold(custom.id(), acme.id(), role);
        Person suspended = Rows.person("Suspended");
        Rows.join(suspended.id(), acme.id(), "member");
        Database.execute("update app_user set state = 'suspended' where id = ?", suspended.id());
        Person managed = Rows.managedPerson("Managed");
        Rows.join(managed.id(), acme.id(), "member");
        Database.execute("update membership set manages_account = true where user_id = ?", managed.id());
    }

    private void teams() {
        UUID platform = Database.value(
                UUID.class, "select id from team where organization_id = ? and name = 'platform'", acme.id());
        Rows.joinTeam(ada.id(), platform);
        Rows.joinTeam(grace.id(), platform);
        Database.execute("update team_member set role = 'admin' where team_id = ? and user_id = ?", platform, ada.id());
        grant("dev", platform, "read");
        grant("staging", platform, "write");
        grant("production", platform, "admin");
        team("empty", "pulumi", null);
        team("octocats", "github", 4711L);
        UUID provisioned = team("provisioned", "scim", null);
        Person nameless = Rows.person("Nameless");
        Rows.join(nameless.id(), acme.id(), "member");
        Rows.joinTeam(nameless.id(), provisioned);
    }

    private UUID team(String name, String kind, Long gitHubId) {
        UUID id = Rows.team(acme.id());
        Database.execute(
                "update team set name = ?, kind = ?, github_team_id = ? where id = ?", name, kind, gitHubId, id);
        return id;
    }

    private void grant(String stack, UUID team, String permission) {
        UUID id = Database.value(
                UUID.class, "select id from stack where organization_id = ? and name = ?", acme.id(), stack);
        Rows.grantToTeam(id, team, permission);
    }

    private void tokens() {
        deploy = Rows.organizationToken(acme, "deploy");
        platformCi = Rows.teamToken(acme, "platform", "platform-ci");
        token("admin", "admin = true, role = 'admin'");
        token("bills", "role = 'billing-manager'");
        token("expired", "expires_at = now() - interval '1 day'");
        Person gone = Rows.person("Gone");
        Database.execute("update app_user set state = 'deleted' where id = ?", gone.id());
        token("orphaned", "created_by = '" + gone.id() + "', last_used_at = now(), description = 'Made by somebody'");
    }

    private void token(String name, String values) {
        Rows.organizationToken(acme, name);
        Database.execute(
                "update access_token set " + values + " where organization_id = ? and name = ?", acme.id(), name);
    }

    private void invites() {
        Database.execute("update invite set role = 'billing-manager' where id = ?", Invitations.invite(acme, null));
        Database.execute(
                "update invite set expires_at = now() - interval '1 hour' where id = ?",
                Invitations.invite(acme, "expired@example.com"));
        Database.execute(
                "update invite set accept_error = 'A reason' where id = ?",
                Invitations.invite(acme, "refused@example.com"));
        Database.execute(
                "update invite set role_id = (select id from role where organization_id = ?) where id = ?",
                acme.id(),
                Invitations.invite(acme, "custom@example.com"));
    }

    @Test
    void pythonReadsAndWritesAnOrganization() throws Exception {
        assertThatItReadsAndWrites(List.of(
                PYTHON, Path.of("e2e/sdk/organization.py").toAbsolutePath().toString()));
    }

    @Test
    void goReadsAndWritesAnOrganization() throws Exception {
        assertThatItReadsAndWrites(List.of(GO));
    }

    private void assertThatItReadsAndWrites(List<String> command) throws IOException, InterruptedException {
        Person newcomer = Rows.person("Newcomer");
        Path output = Files.createTempFile("sdk", ".txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().clear();
        builder.environment()
                .putAll(Map.of(
                        "ROLLCALL",
                        "http://localhost:" + RestAssured.port,
                        "ORGANIZATION",
                        acme.login(),
                        "TOKEN",
                        ada.token(),
                        "LOGIN",
                        ada.login(),
                        "ORGANIZATION_TOKEN",
                        deploy,
                        "TEAM_TOKEN",
                        platformCi,
                        "NEW_LOGIN",
                        newcomer.login(),
                        "INVITEE_LOGIN",
                        invitee.login(),
                        "INVITEE_EMAIL",
                        invitee.login() + "@example.com",
                        "INVITEE_TOKEN",
                        invitee.token()));
        Process process = builder.start();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        int kinds = Action.values().length;

        assertThat(Files.readString(output)).isEqualTo(REPORT.formatted(kinds, kinds));
        assertThat(process.waitFor()).isZero();
        Files.delete(output);
    }
}
