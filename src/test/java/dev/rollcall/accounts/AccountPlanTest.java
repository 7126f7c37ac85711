package dev.rollcall.accounts;

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

/** What a page of the administrators' list costs among 100,000 accounts: pages of memory that PostgreSQL looks at. */
@Tag("postgresql")
class AccountPlanTest {

    private static final int ACCOUNTS = 100_000;
    private static final int PAGE = 101;

    private static FreshDatabase database;

    @BeforeAll
    static void generate() {
        database = new FreshDatabase();
        database.execute("""
                with person as (
                    insert into app_user (id, kind, name)
                    select gen_random_uuid(), 'person', 'Person ' || i from generate_series(1, ?) i returning id, name)
                insert into owner_name (id, name, user_id)
                select gen_random_uuid(), 'Person-' || lpad(substr(name, 8), 6, '0'), id from person
                """, ACCOUNTS);
        // As autovacuum leaves them.
        for (String table : List.of("app_user", "owner_name")) {
            database.execute("vacuum analyze " + table);
        }
    }

    @AfterAll
    static void drop() {
        database.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"force_custom_plan", "force_generic_plan"})
    void costsTheSameOnALatePageAsOnTheFirst(String mode) throws SQLException {
        QueryPlan first = plan(mode, "", "");
        QueryPlan late = plan(mode, "person-095000", "");

        for (QueryPlan plan : List.of(first, late)) {
            assertThat(plan.rows()).as(plan.text()).isEqualTo(PAGE);
            assertThat(plan.text())
                    .contains("owner_name_name")
                    .doesNotContain("Seq Scan")
                    .doesNotContain("Sort");
            assertThat(plan.buffers()).as(plan.text()).isLessThan(8 * PAGE);
        }
    }

    /** Most accounts match, so the page is full soon. */
    @ParameterizedTest
    @ValueSource(strings = {"force_custom_plan", "force_generic_plan"})
    void costsAsLittleWithASearchForWhatManyHave(String mode) throws SQLException {
        QueryPlan late = plan(mode, "person-095000", "PERSON");

        assertThat(late.rows()).as(late.text()).isEqualTo(PAGE);
        assertThat(late.text()).contains("owner_name_name").doesNotContain("Sort");
        assertThat(late.buffers()).as(late.text()).isLessThan(8 * PAGE);
    }

    /** Nothing says where the text is, so each account is read once, whatever the plan. */
    @ParameterizedTest
    @ValueSource(strings = {"force_custom_plan", "force_generic_plan"})
    void readsEachAccountOnceForASearchForWhatOneHas(String mode) throws SQLException {
        QueryPlan rare = plan(mode, "", "n-077777");

        assertThat(rare.rows()).as(rare.text()).isEqualTo(1);
        assertThat(rare.buffers()).as(rare.text()).isLessThan(8 * ACCOUNTS);
    }

    private static QueryPlan plan(String mode, String after, String search) throws SQLException {
        List<Object> values = new ArrayList<>(List.of(after));
        if (!search.isEmpty()) {
            values.addAll(List.of(search, search, search));
        }
        values.add(PAGE);
        try (Connection connection = database.connect()) {
            return QueryPlan.of(connection, mode, Accounts.pageStatement(!search.isEmpty()), values.toArray());
        }
    }
}
