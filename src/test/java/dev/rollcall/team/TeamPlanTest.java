package dev.rollcall.team;

import static dev.rollcall.testing.Rows.unique;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.Database;
import dev.rollcall.testing.PostgresqlResource;
import dev.rollcall.testing.QueryPlan;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Organization;
import dev.rollcall.testing.Rows.Person;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a page of teams costs in an organization with 10,000: pages of memory that PostgreSQL looks at. */
@QuarkusTest
@Tag("postgresql")
@QuarkusTestResource(PostgresqlResource.class)
@TestInstance(Lifecycle.PER_CLASS)
class TeamPlanTest {

    private static final int PAGE = 101;

    private final Person person = Rows.person("Member of many");
    private final Organization big = Rows.organization(unique("big"), "Big");

    @BeforeAll
    void generate() {
        Rows.join(person.id(), big.id(), "member");
        for (int i = 0; i < 20; i++) {
            teams(Rows.organization(unique("small"), "Small"), 500);
        }
        teams(big, 10_000);
        // So that the average organization has few teams.
        Database.execute("""
                with tiny as (
                    insert into organization (id, name, kind)
                    select gen_random_uuid(), 'Tiny', 'pulumi' from generate_series(1, 10000) returning id)
                insert into team (id, organization_id, name) select gen_random_uuid(), id, 'one' from tiny
                """);
        Database.execute("""
                insert into team_member (user_id, team_id, organization_id)
                select ?, id, organization_id from team where organization_id = ? and name like '%7'
                """, person.id(), big.id());
        Database.execute("vacuum analyze team");
        Database.execute("analyze team_member");
    }

    private static void teams(Organization organization, int count) {
        Database.execute("""
                insert into team (id, organization_id, name, deleted_at)
                select gen_random_uuid(), ?, 'Team' || lpad(i::text, 5, '0'), case when i % 10 = 0 then now() end
                from generate_series(1, ?) i
                """, organization.id(), count);
    }

    @ParameterizedTest
    @ValueSource(strings = {"force_custom_plan", "force_generic_plan"})
    void costsTheSameOnALatePageAsOnTheFirstAndReadsNoTableFromEndToEnd(String mode) throws SQLException {
        QueryPlan first = plan(mode, "");
        QueryPlan late = plan(mode, "team09500");

        for (QueryPlan plan : new QueryPlan[] {first, late}) {
            assertThat(plan.rows()).as(plan.text()).isEqualTo(PAGE);
            assertThat(plan.text()).contains("team_in_order").doesNotContain("Seq Scan on team");
            // Each team is looked up in the index and in the table, and the caller's place in it in another index.
            assertThat(plan.buffers()).as(plan.text()).isLessThan(6L * PAGE);
        }
        assertThat(late.buffers()).as(late.text()).isLessThanOrEqualTo(first.buffers() * 3 / 2 + 50);
    }

    private QueryPlan plan(String mode, String after) throws SQLException {
        try (Connection connection = Database.connect()) {
            return QueryPlan.of(
                    connection, mode, Teams.LIST + " limit " + PAGE, person.id(), big.id(), big.id(), after);
        }
    }
}
