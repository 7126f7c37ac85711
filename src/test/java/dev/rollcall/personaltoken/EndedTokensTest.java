package dev.rollcall.personaltoken;

import static dev.rollcall.testing.Rows.unique;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.Database;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Organization;
import dev.rollcall.testing.Rows.Person;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

@QuarkusTest
class EndedTokensTest {

    private final Person ada = Rows.person("Ada Example");

    @Inject
    EndedTokens ended;

    @Test
    void deletesPersonalTokensThirtyDaysAfterTheyEnded() {
        insert("expired long ago", "now() - interval '31 days'", "null", 1);
        insert("expired", "now() - interval '29 days'", "null", 1);
        insert("revoked long ago", "null", "now() - interval '31 days'", 1);
        insert("revoked", "null", "now() - interval '29 days'", 1);
        insert("revoked long ago, and would expire", "now() + interval '1 day'", "now() - interval '31 days'", 1);
        insert("expired long ago, and revoked", "now() - interval '31 days'", "now()", 1);
        insert("valid", "now() + interval '1 day'", "null", 1);

        ended.delete();

        assertThat(Database.value(
                        String.class,
                        "select string_agg(description, ', ' order by description) from access_token where user_id = ?",
                        ada.id()))
                .isEqualTo(", expired, revoked, valid");
    }

    @Test
    void deletesMoreThanOneBatch() {
        insert("old", "now() - interval '31 days'", "null", 2500);

        ended.delete();

        assertThat(Database.count("access_token where user_id = ?", ada.id())).isEqualTo(1);
    }

    @Test
    void deletesATokenBeforeTheOnesThatWereCreatedWithIt() {
        insert("parent", "now() - interval '31 days'", "null", 1);
        insert("child", "now() - interval '29 days'", "null", 1);
        Database.execute(
                "update access_token set minted_by = (select id from access_token"
                        + " where description = 'parent' and user_id = ?) where description = 'child' and user_id = ?",
                ada.id(),
                ada.id());

        ended.delete();

        assertThat(Database.count(
                        "access_token where user_id = ? and description = 'child' and minted_by is null", ada.id()))
                .isEqualTo(1);
    }

    @Test
    void keepsTheNamesOfOrganizationAndTeamTokens() {
        Organization acme = Rows.organization(unique("acme"), "Acme");
        Rows.organizationToken(acme, "deploy");
        Rows.teamToken(acme, "platform", "ci");
        Database.execute(
                "update access_token set revoked_at = now() - interval '1 year', expires_at = now() - interval '1 year'"
                        + " where organization_id = ?",
                acme.id());

        ended.delete();

        assertThat(Database.count("access_token where organization_id = ?", acme.id()))
                .isEqualTo(2);
    }

    @Test
    void findsEndedTokensByAnIndex() {
        insert("valid", "null", "null", 5000);
        insert("old", "now() - interval '31 days'", "null", 5);
        Database.execute("analyze access_token");

        assertThat(Database.plan("select id from access_token where kind = 'personal' and least(revoked_at, expires_at)"
                        + " < now() - interval '30 days' limit 1000 for update skip locked"))
                .contains("access_token_ended");
    }

    /** The times are SQL. */
    private void insert(String description, String expiresAt, String revokedAt, int number) {
        Database.execute(
                "insert into access_token (id, secret_hash, kind, user_id, description, expires_at, revoked_at)"
                        + " select gen_random_uuid(), sha256(gen_random_uuid()::text::bytea), 'personal', ?, ?, "
                        + expiresAt + ", " + revokedAt + " from generate_series(1, ?)",
                ada.id(),
                description,
                number);
    }
}
