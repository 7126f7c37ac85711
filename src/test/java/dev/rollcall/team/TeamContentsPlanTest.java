package dev.rollcall.team;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.LargeAmongSmall;
import dev.rollcall.testing.QueryPlan;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the stacks of a team cost in a large organization, where almost all others have one stack. */
@Tag("postgresql")
class TeamContentsPlanTest {

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
    void findsEachStackOfATeamByItsId(String mode) throws SQLException {
        QueryPlan plan = rows.plan(
                mode,
                TeamContents.READ,
                rows.team,
                rows.organization,
                rows.team,
                rows.organization,
                false,
                false,
                rows.person,
                null,
                null,
                rows.person);

        assertThat(plan.rows()).as(plan.text()).isEqualTo(1 + LargeAmongSmall.STACKS);
        assertThat(plan.buffers()).as(plan.text()).isLessThan(20L * LargeAmongSmall.STACKS);
    }
}
