package dev.rollcall.testing;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;

/**
 * What a query costs in a database with an organization of {@value #STACKS} stacks, all of which a team may read, among 20,000 organizations with
 * one stack each. So PostgreSQL expects about one stack in any organization.
 */
@Tag("postgresql")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class LargeAmongSmall {

    protected static final int STACKS = 3_000;

    /** The large organization. */
    protected final UUID organization = UUID.randomUUID();

    /** A team of the large organization. */
    protected final UUID team = UUID.randomUUID();

    /** The only member of the team. */
    protected final UUID person = UUID.randomUUID();

    private FreshDatabase database;

    @BeforeAll
    final void generate() {
        database = new FreshDatabase();
        database.execute("insert into app_user (id, kind, name) values (?, 'person', 'Ada Example')", person);
        database.execute("""
                insert into organization (id, name, kind)
                select gen_random_uuid(), 'Small', 'pulumi' from generate_series(1, 20000)
                union all select ?, 'Large', 'pulumi'""", organization);
        database.execute(
                "insert into membership (user_id, organization_id, role) values (?, ?, 'member')",
                person,
                organization);
        database.execute("""
                insert into stack (id, organization_id, project, name)
                select gen_random_uuid(), id, 'project', 'stack' || i from organization
                    cross join lateral generate_series(1, case name when 'Large' then ? else 1 end) i""", STACKS);
        database.execute("""
                insert into team (id, organization_id, name)
                select case name when 'Large' then ? else gen_random_uuid() end, id, 'everybody' from organization""", team);
        database.execute("""
                insert into team_member (team_id, organization_id, user_id, role) values (?, ?, ?, 'member')""", team, organization, person);
        database.execute("""
                insert into stack_grant (id, organization_id, stack_id, permission, team_id)
                select gen_random_uuid(), s.organization_id, s.id, 'read', t.id
                from stack s join team t on t.organization_id = s.organization_id""");
        // As autovacuum leaves them.
        for (String table : new String[] {"organization", "stack", "team", "team_member", "stack_grant"}) {
            database.execute("vacuum analyze " + table);
        }
    }

    /** Executes a query as {@link QueryPlan#of} does. */
    protected final QueryPlan plan(String mode, String sql, Object... values) throws SQLException {
        try (Connection connection = database.connect()) {
            return QueryPlan.of(connection, mode, sql, values);
        }
    }

    @AfterAll
    final void drop() {
        database.close();
    }
}
