package dev.rollcall.team;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.LargeAmongSmall;
import dev.rollcall.testing.QueryPlan;
import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the stacks of a team cost in a large organization, where almost all others have one stack. */
class TeamContentsPlanTest extends LargeAmongSmall {

    @ParameterizedTest
    @ValueSource(strings = {"force_custom_plan", "force_generic_plan"})
    void findsEachStackOfATeamByItsId(String mode) throws SQLException {
        QueryPlan plan = plan(
                mode,
                TeamContents.READ,
                team,
                organization,
                team,
                organization,
                false,
                false,
                person,
                null,
                null,
                person);

        assertThat(plan.rows()).as(plan.text()).isEqualTo(1 + STACKS);
        assertThat(plan.buffers()).as(plan.text()).isLessThan(20L * STACKS);
    }
}
