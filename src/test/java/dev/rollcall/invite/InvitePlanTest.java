package dev.rollcall.invite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.FreshDatabase;
import dev.rollcall.testing.QueryPlan;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the list of an organization's invitations costs among 100,000: pages of memory that PostgreSQL looks at. The list
 * has no pages. It is as long as the setting {@code rollcall.invites.max-pending} allows.
 */
@Tag("postgresql")
class InvitePlanTest {

    private static final int ORGANIZATIONS = 100;
    private static final int PER_ORGANIZATION = 1_000;

    private static FreshDatabase database;
    private static UUID acme;

    @BeforeAll
    static void generate() {
        database = new FreshDatabase();
        database.execute("""
                insert into organization (id, name, kind)
                select gen_random_uuid(), 'Acme ' || i, 'pulumi' from generate_series(1, ?) i
                """, ORGANIZATIONS);
        // Interleaved, as time goes by. Each has a mail that was sent, and one that waits.
        database.execute("""
                insert into invite (id, organization_id, email, role, sender_name, sender_login, created_at, expires_at)
                select gen_random_uuid(), o.id, 'person-' || i || '@example.com', 'member', 'Ada', 'ada',
                    now() - i * interval '1 minute', now() + interval '1 day'
                from generate_series(1, ?) i, organization o
                """, PER_ORGANIZATION);
        for (int i = 0; i < 2; i++) {
            database.execute("""
                    insert into mail (id, kind, recipient, subject_id, organization_id, created_at)
                    select gen_random_uuid(), 'invitation', email, id, organization_id, created_at from invite
                    """);
        }
        acme = database.value(UUID.class, "select id from organization where name = 'Acme 77'");
        // As autovacuum leaves them.
        for (String table : List.of("organization", "invite", "mail")) {
            database.execute("vacuum analyze " + table);
        }
    }

    @AfterAll
    static void drop() {
        database.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"force_custom_plan", "force_generic_plan"})
    void readsTheInvitationsOfTheOrganizationAndTheirLastMailsOnly(String mode) throws SQLException {
        try (Connection connection = database.connect()) {
            QueryPlan list = QueryPlan.of(connection, mode, PendingInvites.STATEMENT, acme);

            assertThat(list.rows()).as(list.text()).isEqualTo(PER_ORGANIZATION);
            assertThat(list.text())
                    .contains("invite_organization", "mail_subject")
                    .doesNotContain("Seq Scan on invite")
                    .doesNotContain("Seq Scan on mail");
            // A row of invite, and an entry of mail's index in three levels with its row.
            assertThat(list.buffers()).as(list.text()).isLessThan(6 * PER_ORGANIZATION);
        }
    }
}
