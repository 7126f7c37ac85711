package dev.rollcall.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
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
    private final int searchedColumns;
    private FreshDatabase database;

    /**
     * Describes the list.
     *
     * @param prefix what all names have in front of their number, which has six digits
     * @param index the index that the list is read from
     * @param pagesPerRow pages of memory that one row may cost
     * @param searchedColumns how many columns the search compares
     */
    protected SearchedListPlan(String prefix, String index, long pagesPerRow, int searchedColumns) {
        this.prefix = prefix;
        this.index = index;
        this.pagesPerRow = pagesPerRow;
        this.searchedColumns = searchedColumns;
    }

    /** Stores the rows, and leaves the tables as autovacuum does. */
    protected abstract void fill(FreshDatabase empty);

    /** {@return the statement that reads a page, with or without a search} */
    protected abstract String statement(boolean searched);

    @BeforeAll
    final void generate() {
        database = new FreshDatabase();
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
        assertThat(late.text()).contains(index).doesNotContain("Sort");
        assertThat(late.buffers()).as(late.text()).isLessThan(pagesPerRow * PAGE);
    }

    /** Nothing says where the text is, so each row is read once, whatever the plan. */
    @ParameterizedTest
    @ValueSource(strings = {"force_custom_plan", "force_generic_plan"})
    final void readsEachRowOnceForASearchForWhatOneHas(String mode) throws SQLException {
        QueryPlan rare = plan(mode, "", prefix.substring(prefix.length() - 2) + "077777");

        assertThat(rare.rows()).as(rare.text()).isEqualTo(1);
        assertThat(rare.buffers()).as(rare.text()).isLessThan(pagesPerRow * ROWS);
    }

    private QueryPlan plan(String mode, String after, String search) throws SQLException {
        List<Object> values = new ArrayList<>(List.of(after));
        if (!search.isEmpty()) {
            values.addAll(Collections.nCopies(searchedColumns, search));
        }
        values.add(PAGE);
        try (Connection connection = database.connect()) {
            return QueryPlan.of(connection, mode, statement(!search.isEmpty()), values.toArray());
        }
    }
}
