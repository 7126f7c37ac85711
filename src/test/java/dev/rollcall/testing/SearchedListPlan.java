package dev.rollcall.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a page of a list costs among {@value #ROWS} rows, with and without a search: pages of memory that PostgreSQL looks
 * at. A subclass says which list.
 */
@Tag("postgresql")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class SearchedListPlan {

    /** How many rows the subclass stores. */
    protected static final int ROWS = 100_000;

    private static final int PAGE = 101;

    private final String prefix;
    private final String index;
    private final long pagesPerRow;
    private final long rarePages;
    private FreshDatabase database;

    /**
     * Describes the list.
     *
     * @param prefix what all names have in front of their number, which has six digits
     * @param index the index that the list is read from
     * @param pagesPerRow pages of memory that one row may cost
     * @param rarePages pages of memory that a search may cost for what one row has
     */
    protected SearchedListPlan(String prefix, String index, long pagesPerRow, long rarePages) {
        this.prefix = prefix;
        this.index = index;
        this.pagesPerRow = pagesPerRow;
        this.rarePages = rarePages;
    }

    /** Stores the rows, and leaves the tables as autovacuum does. */
    protected abstract void fill(FreshDatabase empty);

    /** {@return the statement that reads a page} An empty text selects all rows. */
    protected abstract String statement(String search);

    /** {@return the parameters of the statement} */
    protected abstract List<Object> parameters(String search, String after, int most);

    @BeforeAll
    final void generate() {
        database = new FreshDatabase();
        // The subclass stores logins in both places. This trigger would do it row by row, three times as slowly.
        database.execute("alter table owner_name disable trigger owner_name_login");
        fill(database);
    }

    @AfterAll
    final void drop() {
        database.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"force_custom_plan", "force_generic_plan"})
    final void costsTheSameOnALatePageAsOnTheFirst(String mode) throws SQLException {
        for (QueryPlan plan : List.of(plan(mode, "", ""), plan(mode, prefix + "095000", ""))) {
            assertThat(plan.rows()).as(plan.text()).isEqualTo(PAGE);
            assertThat(plan.text()).contains(index).doesNotContain("Seq Scan").doesNotContain("Sort");
            assertThat(plan.buffers()).as(plan.text()).isLessThan(pagesPerRow * PAGE);
        }
    }

    /** Most rows match, so the page is full soon. */
    @ParameterizedTest
    @ValueSource(strings = {"force_custom_plan", "force_generic_plan"})
    final void costsAsLittleWithASearchForWhatManyHave(String mode) throws SQLException {
        QueryPlan late = plan(mode, prefix + "095000", prefix.substring(0, 3).toUpperCase(Locale.ROOT));

        assertThat(late.rows()).as(late.text()).isEqualTo(PAGE);
        assertThat(late.text()).contains(index);
        assertThat(late.buffers()).as(late.text()).isLessThan(pagesPerRow * PAGE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"force_custom_plan", "force_generic_plan"})
    final void findsWhatOneHas(String mode) throws SQLException {
        QueryPlan rare = plan(mode, "", prefix.substring(prefix.length() - 2) + "077777");

        assertThat(rare.rows()).as(rare.text()).isEqualTo(1);
        assertThat(rare.buffers()).as(rare.text()).isLessThan(rarePages);
    }

    private QueryPlan plan(String mode, String after, String search) throws SQLException {
        try (Connection connection = database.connect()) {
            return QueryPlan.of(
                    connection,
                    mode,
                    statement(search),
                    parameters(search, after, PAGE).toArray());
        }
    }
}
