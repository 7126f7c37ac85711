package dev.rollcall.auditlog;

import static dev.rollcall.testing.Rows.unique;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.auditlog.AuditLogEvents.Position;
import dev.rollcall.auditlog.AuditLogEvents.Statement;
import dev.rollcall.testing.Database;
import dev.rollcall.testing.PostgresqlResource;
import dev.rollcall.testing.QueryPlan;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Organization;
import dev.rollcall.testing.Rows.Person;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/**
 * What a page costs among 200,000 events of one organization: pages of memory that PostgreSQL looks at. The events are in
 * a transaction that is rolled back, because nothing can delete them.
 */
@QuarkusTest
@Tag("postgresql")
@QuarkusTestResource(PostgresqlResource.class)
@TestInstance(Lifecycle.PER_CLASS)
class AuditLogPlanTest {

    private static final int EVENTS = 200_000;
    private static final int PAGE = 101;

    /** The index entries and rows of a page, their accounts, and the way to them. */
    private static final long BOUND = 1200;

    private static final Instant OLDEST = Instant.parse("2026-01-01T00:00:00Z");

    private final Organization acme = Rows.organization(unique("acme"), "Acme");
    private final Person busy = Rows.person("Busy");
    private final Person rare = Rows.person("Rare");
    private final Person idle = Rows.person("Idle");
    private final Person stranger = Rows.person("Stranger");
    private Connection connection;

    @BeforeAll
    void generate() throws SQLException {
        Rows.join(idle.id(), acme.id(), "member");
        connection = Database.connect();
        connection.setAutoCommit(false);
        try (PreparedStatement insert = connection.prepareStatement("""
                insert into audit_event (id, action, actor_id, organization_id, description, occurred_at)
                select gen_random_uuid(), case when i % 2000 = 0 then 'member-removed' else 'member-added' end,
                    case when i % 1000 = 1 then ?::uuid else ?::uuid end, ?, 'Event',
                    ?::timestamptz + i * interval '1 second'
                from generate_series(1, ?) i""")) {
            insert.setObject(1, rare.id());
            insert.setObject(2, busy.id());
            insert.setObject(3, acme.id());
            insert.setString(4, OLDEST.toString());
            insert.setInt(5, EVENTS);
            insert.executeUpdate();
        }
        try (java.sql.Statement statement = connection.createStatement()) {
            statement.execute("analyze audit_event");
        }
    }

    @AfterAll
    void forget() throws SQLException {
        connection.rollback();
        connection.close();
    }

    @Test
    void costsTheSameOnTheLastPageAsOnTheFirst() throws SQLException {
        for (AuditLogFilter filter : List.of(
                filter(null, null),
                filter("member-added", null),
                filter("member-removed", null),
                filter(null, busy.login()),
                filter(null, rare.login()),
                filter("member-added", busy.login()),
                filter("member-added", rare.login()),
                filter(null, idle.login()),
                filter(null, stranger.login()))) {
            for (Position after : new Position[] {null, after(EVENTS / 2), after(1000)}) {
                assertCost(filter, after, BOUND);
            }
        }
    }

    /** With the plan for all values, PostgreSQL expects two events here. It must not sort all of them. */
    @Test
    void costsTheSameWhereTheAverageOrganizationHasFewEvents() throws SQLException {
        organizations("set (n_distinct = " + EVENTS / 2 + ")");
        for (AuditLogFilter filter :
                List.of(filter(null, null), filter("member-added", null), filter(null, busy.login()))) {
            for (Position after : new Position[] {null, after(EVENTS / 2)}) {
                assertCost(filter, after, BOUND);
            }
        }
        organizations("reset (n_distinct)");
    }

    /** Changes how many organizations PostgreSQL thinks that there are. */
    private void organizations(String change) throws SQLException {
        try (java.sql.Statement statement = connection.createStatement()) {
            statement.execute("alter table audit_event alter column organization_id " + change);
            statement.execute("analyze audit_event");
        }
    }

    @Test
    void findsAStretchOfTime() throws SQLException {
        Instant middle = OLDEST.plusSeconds(EVENTS / 2);
        AuditLogFilter stretch =
                new AuditLogFilter(acme.id(), middle, middle.plusSeconds(1000), "member-added", busy.login());

        assertCost(stretch, null, BOUND);
        assertCost(stretch, after(EVENTS / 2 + 200), BOUND);
    }

    @Test
    void readsOnlyTheIndexForTheFewEventsOfAKindThatABusyAccountCaused() throws SQLException {
        AuditLogFilter filter = filter("member-removed", busy.login());

        // All entries of the account, and not their rows.
        assertCost(filter, null, EVENTS / 40);
        assertCost(filter, after(EVENTS / 10), EVENTS / 400);
    }

    private AuditLogFilter filter(String event, String user) {
        return new AuditLogFilter(acme.id(), null, null, event, user);
    }

    private static Position after(int event) {
        return new Position(OLDEST.plusSeconds(event), new UUID(0, 0));
    }

    /** Limits the pages of memory that PostgreSQL looks at, with a plan for these values and with the one for all values. */
    private void assertCost(AuditLogFilter filter, Position after, long bound) throws SQLException {
        Statement page = Statement.of(filter, after, PAGE);
        for (String mode : List.of("force_custom_plan", "force_generic_plan")) {
            QueryPlan plan = QueryPlan.of(
                    connection, mode, page.text(), page.parameters().toArray());
            assertThat(plan.text()).doesNotContain("Seq Scan on audit_event");
            assertThat(plan.buffers())
                    .as("%s after %s, %s: %s", filter, after, mode, plan.text())
                    .isLessThan(bound);
        }
    }
}
