package dev.rollcall.stack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.security.Caller;
import dev.rollcall.testing.LargeAmongSmall;
import dev.rollcall.testing.QueryPlan;
import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a page of stacks costs in a large organization, where almost all others have one stack. */
class StackPagePlanTest extends LargeAmongSmall {

    private static final int PAGE = 101;

    @ParameterizedTest
    @ValueSource(strings = {"force_custom_plan", "force_generic_plan"})
    void findsEachStackOfAPageByItsId(String mode) throws SQLException {
        StackQuery page = new StackQuery(
                new StackFilter(null, null, null, null, null, null),
                new Caller(person, null),
                StackQuery.START,
                StackQuery.START,
                PAGE);

        QueryPlan plan = plan(mode, page.sql(), page.parameters().toArray());

        assertThat(plan.rows()).as(plan.text()).isEqualTo(PAGE);
        assertThat(plan.buffers()).as(plan.text()).isLessThan(20L * PAGE);
    }
}
