package dev.rollcall.member;

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
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a page costs among 100,000 members: pages of memory that PostgreSQL looks at, not milliseconds, with a plan for
 * these values and with the one plan for all values that a connection may end up with.
 */
@QuarkusTest
@Tag("postgresql")
@QuarkusTestResource(PostgresqlResource.class)
@TestInstance(Lifecycle.PER_CLASS)
class MemberPlanTest {

    private static final int MEMBERS = 100_000;

    private final Organization big = Rows.organization(unique("big"), "Big");

    @BeforeAll
    void generate() {
        Database.execute("""
                with person as (
                    insert into app_user (id, kind, name)
                    select gen_random_uuid(), 'person', 'One of many' from generate_series(1, ?) returning id)
                insert into membership (user_id, organization_id, role) select id, ?, 'member' from person
                """, MEMBERS, big.id());
        Person zebra = Rows.person("Zebedee Zebra");
        Rows.join(zebra.id(), big.id(), "member");
        // So that the average organization has few members.
        Database.execute("""
                with tiny as (
                    insert into organization (id, name, kind)
                    select gen_random_uuid(), 'Tiny', 'pulumi' from generate_series(1, 5000) returning id)
                insert into membership (user_id, organization_id, role) select ?, id, 'member' from tiny
                """, zebra.id());
        // As autovacuum leaves them.
        for (String table : List.of("app_user", "membership", "role")) {
            Database.execute("vacuum analyze " + table);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void costsNoMoreOnALatePageThanAPageMayCost(boolean includeSuspended) throws SQLException {
        UUID late = Database.value(
                UUID.class,
                "select user_id from membership where organization_id = ? order by user_id offset ?",
                big.id(),
                MEMBERS * 95 / 100);
        for (String mode : List.of("force_custom_plan", "force_generic_plan")) {
            QueryPlan first = plan(MemberPages.pageStatement(includeSuspended), MemberPages.START, mode);
            QueryPlan last = plan(MemberPages.pageStatement(includeSuspended), late, mode);

            for (QueryPlan plan : List.of(first, last)) {
                assertThat(plan.rows()).as(plan.text()).isEqualTo(MemberPages.PAGE + 1);
                assertThat(plan.text())
                        .contains("membership_in_order")
                        .doesNotContain("Seq Scan on membership")
                        .doesNotContain("Seq Scan on app_user");
                // An entry of membership, an entry of app_user's index in three levels, and a row of each.
                assertThat(plan.buffers()).as(plan.text()).isLessThan(7 * MemberPages.PAGE);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "one of"})
    void costsNoMoreOnAPageForPeople(String search) throws SQLException {
        for (String mode : List.of("force_custom_plan", "force_generic_plan")) {
            QueryPlan plan = search(mode, search);

            assertThat(plan.rows()).as(plan.text()).isEqualTo(MemberPages.SHORT_PAGE + 1);
            assertThat(plan.text()).contains("membership_in_order");
            // Besides the page, what finds out that many match.
            assertThat(plan.buffers()).as(plan.text()).isLessThan(7 * MemberPages.SHORT_PAGE + 200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"zebedee", "dee zeb"})
    void findsTheOneAmongMany(String search) throws SQLException {
        for (String mode : List.of("force_custom_plan", "force_generic_plan")) {
            QueryPlan plan = search(mode, search);

            assertThat(plan.rows()).as(plan.text()).isEqualTo(1);
            assertThat(plan.buffers()).as(plan.text()).isLessThan(200);
        }
    }

    private QueryPlan search(String mode, String search) throws SQLException {
        try (Connection connection = Database.connect()) {
            return QueryPlan.of(
                    connection,
                    mode,
                    MemberPages.searchStatement(search),
                    MemberPages.searchParameters(big.id(), search, MemberPages.START)
                            .toArray());
        }
    }

    private QueryPlan plan(String query, UUID after, String mode, Object... more) throws SQLException {
        try (Connection connection = Database.connect()) {
            return QueryPlan.of(
                    connection,
                    mode,
                    query,
                    Stream.concat(Stream.of(big.id(), big.id(), after), Stream.of(more))
                            .toArray());
        }
    }
}
