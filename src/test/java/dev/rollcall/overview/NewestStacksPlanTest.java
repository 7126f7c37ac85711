package dev.rollcall.overview;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.LargeAmongSmall;
import dev.rollcall.testing.QueryPlan;
import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the newest stacks of a person cost if a team gives them all stacks of a large organization, where almost all others have one. */
class NewestStacksPlanTest extends LargeAmongSmall {

    @ParameterizedTest
    @ValueSource(strings = {"force_custom_plan", "force_generic_plan"})
    void findsEachStackThatIsGrantedByItsId(String mode) throws SQLException {
        QueryPlan plan = plan(mode, NewestStacks.STATEMENT, person, person, person, person);

        assertThat(plan.rows()).as(plan.text()).isEqualTo(10);
        assertThat(plan.buffers()).as(plan.text()).isLessThan(10L * STACKS);
    }
}
