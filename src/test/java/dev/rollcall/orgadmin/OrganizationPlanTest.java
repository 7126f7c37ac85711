package dev.rollcall.orgadmin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.FreshDatabase;
import dev.rollcall.testing.QueryPlan;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a page of the administrators' list costs among 100,000 organizations: pages of memory that PostgreSQL looks at. */
@Tag("postgresql")
class OrganizationPlanTest {

    private static final int ORGANIZATIONS = 100_000;
    private static final int PAGE = 101;

    private static FreshDatabase database;

    @BeforeAll
    static void generate() {
        database = new FreshDatabase();
        // As many are individual ones, which the list leaves out.
        for (String kind : List.of("pulumi", "single-user")) {
            database.execute("""
                    with organization as (
                        insert into organization (id, name, kind)
                        select gen_random_uuid(), 'Acme ' || i, ? from generate_series(1, ?) i returning id, name, kind)
                    insert into owner_name (id, name, organization_id)
                    select gen_random_uuid(), case kind when 'pulumi' then 'Acme-' else 'Own-' end
                        || lpad(substr(name, 6), 6, '0'), id from organization
                    """, kind, ORGANIZATIONS);
        }
        // As autovacuum leaves it.
        database.execute("vacuum analyze organization");
    }

    @AfterAll
    static void drop() {
        database.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"force_custom_plan", "force_generic_plan"})
    void costsTheSameOnALatePageAsOnTheFirst(String mode) throws SQLException {
        QueryPlan first = plan(mode, "", "");
        QueryPlan late = plan(mode, "acme-095000", "");

        for (QueryPlan plan : List.of(first, late)) {
            assertThat(plan.rows()).as(plan.text()).isEqualTo(PAGE);
            assertThat(plan.text())
                    .contains("organization_shared")
                    .doesNotContain("Seq Scan")
                    .doesNotContain("Sort");
            assertThat(plan.buffers()).as(plan.text()).isLessThan(4 * PAGE);
        }
    }

    /** Most organizations match, so the page is full soon. */
    @ParameterizedTest
    @ValueSource(strings = {"force_custom_plan", "force_generic_plan"})
    void costsAsLittleWithASearchForWhatManyHave(String mode) throws SQLException {
        QueryPlan late = plan(mode, "acme-095000", "ACME");

        assertThat(late.rows()).as(late.text()).isEqualTo(PAGE);
        assertThat(late.text()).contains("organization_shared").doesNotContain("Sort");
        assertThat(late.buffers()).as(late.text()).isLessThan(4 * PAGE);
    }

    /** Nothing says where the text is, so each organization is read once, whatever the plan. */
    @ParameterizedTest
    @ValueSource(strings = {"force_custom_plan", "force_generic_plan"})
    void readsEachOrganizationOnceForASearchForWhatOneHas(String mode) throws SQLException {
        QueryPlan rare = plan(mode, "", "e-077777");

        assertThat(rare.rows()).as(rare.text()).isEqualTo(1);
        assertThat(rare.buffers()).as(rare.text()).isLessThan(4 * ORGANIZATIONS);
    }

    private static QueryPlan plan(String mode, String after, String search) throws SQLException {
        List<Object> values = new ArrayList<>(List.of(after));
        if (!search.isEmpty()) {
            values.addAll(List.of(search, search));
        }
        values.add(PAGE);
        try (Connection connection = database.connect()) {
            return QueryPlan.of(connection, mode, Organizations.pageStatement(!search.isEmpty()), values.toArray());
        }
    }
}
