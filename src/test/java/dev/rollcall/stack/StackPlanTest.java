package dev.rollcall.stack;

import static dev.rollcall.testing.Rows.unique;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.security.Caller;
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
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a page costs among 100,000 stacks: pages of memory that PostgreSQL looks at, not milliseconds, for every filter
 * and every way to a stack, with a plan for these values and with the one plan for all values that a connection may end
 * up with.
 */
@QuarkusTest
@Tag("postgresql")
@QuarkusTestResource(PostgresqlResource.class)
@TestInstance(Lifecycle.PER_CLASS)
class StackPlanTest {

    private static final int PAGE = 101;
    private static final int MANY = 2_000;
    private static final StackFilter NO_FILTER = new StackFilter(null, null, null, null, null, null);

    private final Person admin = Rows.person("Admin");
    private final Person member = Rows.person("Member");
    private final Person collaborator = Rows.person("Collaborator");
    private final Person colleague = Rows.person("Colleague");
    private final Person roleHolder = Rows.person("Role holder");
    private final Person everywhere = Rows.person("Admin of many");
    private final Person teamed = Rows.person("In many teams");
    private final Organization big = Rows.organization(unique("big"), "Big");
    private final List<UUID> organizations = new ArrayList<>(List.of(big.id()));
    private final UUID role = Rows.role(big.id());
    private Connection connection;

    @BeforeAll
    void generate() throws SQLException {
        connection = Database.connect();
        for (int i = 0; i < 20; i++) {
            organizations.add(Rows.organization(unique("small"), "Small").id());
        }
        Rows.openToMembers(big.id(), "read");
        Rows.join(roleHolder.id(), big.id(), "member");
        Rows.hold(roleHolder.id(), big.id(), role);
        for (UUID organization : organizations) {
            Rows.join(admin.id(), organization, "admin");
            Rows.join(member.id(), organization, "member");
            stacks(organization, organization.equals(big.id()) ? 80_000 : 1_000);
        }
        Rows.join(colleague.id(), big.id(), "billing-manager");
        UUID team = Rows.team(big.id());
        Rows.joinTeam(colleague.id(), team);
        grants("user_id", collaborator.id());
        grants("team_id", team);
        grants("role_id", role);
        many();
        // As autovacuum leaves them: it knows what there is, and which parts of the tables need no second look.
        for (String table : List.of("stack", "stack_tag", "stack_grant")) {
            Database.execute("vacuum analyze " + table);
        }
        Database.execute("analyze");
    }

    @AfterAll
    void disconnect() throws SQLException {
        connection.close();
    }

    /** Every fifth stack is of another project than its neighbours; every one has an environment, every seventh an owner. */
    private static void stacks(UUID organization, int count) {
        Database.execute("""
                insert into stack (id, organization_id, project, name)
                select gen_random_uuid(), ?, 'project' || i % 5, 'stack' || i from generate_series(1, ?) i
                """, organization, count);
        Database.execute("""
                insert into stack_tag select organization_id, id, 'environment', (array['dev', 'test', 'production'])
                    [1 + substr(name, 6)::int % 3] from stack where organization_id = ?
                """, organization);
        Database.execute("""
                insert into stack_tag select organization_id, id, 'owner', 'platform' from stack
                where organization_id = ? and substr(name, 6)::int % 7 = 0
                """, organization);
    }

    /** Small organizations, of which all together have many stacks, and somebody who is an admin of each. */
    private void many() {
        Database.execute("""
                insert into organization (id, name, kind) select gen_random_uuid(), 'One of many', 'pulumi'
                from generate_series(1, ?)""", MANY);
        Database.execute("""
                insert into membership (user_id, organization_id, role)
                select ?, id, 'admin' from organization where name = 'One of many'""", everywhere.id());
        Database.execute("""
                insert into stack (id, organization_id, project, name)
                select gen_random_uuid(), o.id, 'project' || i % 5, 'stack' || i
                from organization o, generate_series(1, 35) i where o.name = 'One of many'""");
        Database.execute("""
                insert into stack_tag select s.organization_id, s.id, tag.name, tag.value
                from stack s join organization o on o.id = s.organization_id and o.name = 'One of many'
                cross join lateral (values ('environment', 'test'), ('owner', 'platform')) tag (name, value)
                where tag.name = 'environment' or substr(s.name, 6)::int % 7 = 0""");
        Database.execute("""
                insert into stack_tag select organization_id, id, 'audit', 'yes' from stack
                where name = 'stack1' and organization_id in
                    (select id from organization where name = 'One of many' order by id limit 3)""");
        Database.execute("""
                insert into team (id, organization_id, name, display_name)
                select gen_random_uuid(), id, 'everybody', 'Everybody' from organization where name = 'One of many'""");
        Database.execute("""
                insert into membership (user_id, organization_id, role)
                select ?, id, 'member' from organization where name = 'One of many'""", teamed.id());
        Database.execute("""
                insert into team_member (team_id, organization_id, user_id)
                select id, organization_id, ? from team where name = 'everybody'""", teamed.id());
        Database.execute("""
                insert into stack_grant (id, organization_id, stack_id, permission, team_id)
                select gen_random_uuid(), s.organization_id, s.id, 'read', t.id
                from team t join stack s on s.organization_id = t.organization_id where t.name = 'everybody'""");
    }

    private void grants(String column, UUID grantee) {
        Database.execute(
                "insert into stack_grant (id, organization_id, stack_id, permission, " + column + ")"
                        + " select gen_random_uuid(), organization_id, id, 'read', ? from stack where organization_id = ?",
                grantee,
                big.id());
    }

    Stream<StackFilter> filters() {
        List<StackFilter> filters = new ArrayList<>();
        for (String organization : new String[] {null, big.login()}) {
            for (String project : new String[] {null, "project3"}) {
                filters.add(new StackFilter(organization, project, null, null, null, null));
                filters.add(new StackFilter(organization, project, "environment", null, null, null));
                filters.add(new StackFilter(organization, project, "owner", null, null, null));
                filters.add(new StackFilter(organization, project, "environment", "test", null, null));
            }
        }
        return filters.stream();
    }

    @ParameterizedTest
    @MethodSource("filters")
    void costsTheSameOnALatePageAsOnTheFirstForWhomeverAndReadsNoTableFromEndToEnd(StackFilter filter)
            throws SQLException {
        List<UUID> late = lateKey(filter);
        for (Person person : List.of(admin, member, collaborator, colleague, roleHolder)) {
            assertThatPagesCostTheSame(filter, person, late);
        }
        assertThatPagesCostTheSame(
                new StackFilter(
                        filter.organization(), filter.project(), filter.tagName(), filter.tagValue(), role, null),
                roleHolder,
                late);
    }

    private void assertThatPagesCostTheSame(StackFilter filter, Person person, List<UUID> late) throws SQLException {
        Caller caller = new Caller(person.id(), UUID.randomUUID());
        StackQuery first = new StackQuery(filter, caller, StackQuery.START, StackQuery.START, PAGE);
        StackQuery last = new StackQuery(filter, caller, late.get(0), late.get(1), PAGE);
        for (String mode : List.of("force_custom_plan", "force_generic_plan")) {
            QueryPlan firstPage = plan(first, mode);
            QueryPlan latePage = plan(last, mode);
            assertThat(firstPage.rows()).as(firstPage.text()).isEqualTo(PAGE);
            assertThat(latePage.rows()).as(latePage.text()).isPositive();
            for (QueryPlan plan : List.of(firstPage, latePage)) {
                assertThat(plan.text())
                        .doesNotContain("Seq Scan on stack")
                        .doesNotContain("Seq Scan on stack_tag")
                        .doesNotContain("Seq Scan on stack_grant");
                // At worst a page's worth of keys in each of the caller's organizations, each looked up twice.
                assertThat(plan.buffers()).as(plan.text()).isLessThan(20_000);
            }
            assertThat(latePage.buffers())
                    .as(
                            "%s of %s, %s:%nFIRST %s%nLATE %s",
                            filter, person.id(), mode, firstPage.text(), latePage.text())
                    .isLessThanOrEqualTo(firstPage.buffers() * 3 / 2 + 100);
        }
    }

    @Test
    void findsAStackByItsNameAmongAllOthersWithoutReadingThem() throws SQLException {
        for (String organization : new String[] {null, big.login()}) {
            for (String tag : new String[] {null, "environment"}) {
                StackFilter filter = new StackFilter(organization, null, tag, null, null, "stack777");
                for (Person person : List.of(admin, member, collaborator, colleague, roleHolder)) {
                    Caller caller = new Caller(person.id(), null);
                    StackQuery query = new StackQuery(filter, caller, StackQuery.START, StackQuery.START, PAGE);
                    for (String mode : List.of("force_custom_plan", "force_generic_plan")) {
                        QueryPlan plan = plan(query, mode);
                        assertThat(plan.rows()).as(plan.text()).isPositive();
                        assertThat(plan.text()).doesNotContain("Seq Scan on stack");
                        // Some for each of the 21 organizations that the person may belong to, and for each way to a
                        // stack.
                        assertThat(plan.buffers())
                                .as("%s, %s: %s", filter, mode, plan.text())
                                .isLessThan(1_000);
                    }
                }
            }
        }
    }

    Stream<StackFilter> filtersOfAllOrganizations() {
        return filters().filter(filter -> filter.organization() == null);
    }

    @ParameterizedTest
    @MethodSource("filtersOfAllOrganizations")
    void stopsAtTheOrganizationThatFillsThePageHoweverManySomebodyIsIn(StackFilter filter) throws SQLException {
        Caller caller = new Caller(everywhere.id(), UUID.randomUUID());
        StackQuery first = new StackQuery(filter, caller, StackQuery.START, StackQuery.START, PAGE);
        for (String mode : List.of("force_custom_plan", "force_generic_plan")) {
            QueryPlan plan = plan(first, mode);
            assertThat(plan.rows()).isEqualTo(PAGE);
            // A page's worth of keys in each of them would be four pages of memory for each, and more to look keys up.
            assertThat(plan.buffers())
                    .as("%s, %s: %s", filter, mode, plan.text())
                    .isLessThan(4 * MANY);
        }
    }

    @Test
    void readsFewOfTheOrganizationsOfSomebodyWhoIsInMany() throws SQLException {
        StackQuery first = new StackQuery(NO_FILTER, caller(everywhere), StackQuery.START, StackQuery.START, PAGE);
        for (String mode : List.of("force_custom_plan", "force_generic_plan")) {
            QueryPlan plan = plan(first, mode);
            assertThat(plan.rows()).isEqualTo(PAGE);
            assertThat(plan.buffers()).as("%s: %s", mode, plan.text()).isLessThan(1_500);
        }
    }

    /** Everybody in a team of each of many organizations: a rare tag is looked for where it is, not at each grant. */
    @Test
    void findsTheFewStacksWithARareTagAmongManyThatTeamsCanReach() throws SQLException {
        for (String value : new String[] {null, "yes"}) {
            StackFilter filter = new StackFilter(null, null, "audit", value, null, null);
            StackQuery first = new StackQuery(filter, caller(teamed), StackQuery.START, StackQuery.START, PAGE);
            for (String mode : List.of("force_custom_plan", "force_generic_plan")) {
                QueryPlan plan = plan(first, mode);
                assertThat(plan.rows()).isEqualTo(3);
                // For each organization: what members may do by default, and twice the index of the tags. It would be
                // 140
                // to look the tag up for each of the 35 grants.
                assertThat(plan.buffers())
                        .as("%s, %s: %s", filter, mode, plan.text())
                        .isLessThan(15 * MANY);
            }
        }
    }

    private static Caller caller(Person person) {
        return new Caller(person.id(), UUID.randomUUID());
    }

    /** The key of the stack at 95 of 100 of the big organization's stacks that match. */
    private List<UUID> lateKey(StackFilter filter) {
        String project = filter.project() == null ? "" : " and project = '" + filter.project() + "'";
        String tag = filter.tagName() == null
                ? ""
                : " and id in (select stack_id from stack_tag where name = '" + filter.tagName() + "'"
                        + (filter.tagValue() == null ? ")" : " and value = '" + filter.tagValue() + "')");
        String from = "stack where organization_id = '" + big.id() + "'" + project + tag;
        long offset = Database.count(from) * 95 / 100;
        return List.of(
                big.id(), Database.value(UUID.class, "select id from " + from + " order by id offset " + offset));
    }

    private QueryPlan plan(StackQuery query, String mode) throws SQLException {
        return QueryPlan.of(connection, mode, query.sql(), query.parameters().toArray());
    }
}
