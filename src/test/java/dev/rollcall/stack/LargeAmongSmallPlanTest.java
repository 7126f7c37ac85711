package dev.rollcall.stack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.security.Caller;
import dev.rollcall.testing.LargeAmongSmall;
import dev.rollcall.testing.QueryPlan;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a page of stacks costs in a large organization, where almost all others have one stack. */
@Tag("postgresql")
class LargeAmongSmallPlanTest {

    private static final int PAGE = 101;

    private static LargeAmongSmall rows;

    @BeforeAll
    static void generate() {
        rows = new LargeAmongSmall();
    }

    @AfterAll
    static void drop() {
        rows.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"force_custom_plan", "force_generic_plan"})
    void findsEachStackOfAPageByItsId(String mode) throws SQLException {
        StackQuery page = new StackQuery(
                new StackFilter(null, null, null, null, null, null),
                new Caller(rows.person, null),
                StackQuery.START,
                StackQuery.START,
                PAGE);

        QueryPlan plan = rows.plan(mode, page.sql(), page.parameters().toArray());

        assertThat(plan.rows()).as(plan.text()).isEqualTo(PAGE);
        assertThat(plan.buffers()).as(plan.text()).isLessThan(20L * PAGE);
    }
}
