package dev.rollcall.overview;

import static dev.rollcall.testing.Rows.unique;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.Database;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Organization;
import dev.rollcall.testing.Rows.Person;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

@QuarkusTest
class NewestStacksTest {

    private static final int ORGANIZATIONS = 2000;
    private static final String NAME = unique("Crowd");

    private final Person ada = Rows.person("Ada Example");

    @Test
    void areReadFromTheEndOfAnIndexHoweverManyThereAre() throws SQLException {
        Organization acme = Rows.organization(unique("acme"), "Acme");
        Rows.join(ada.id(), acme.id(), "admin");
        try (Connection connection = Database.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("insert into stack (id, organization_id, project, name) select gen_random_uuid(), '"
                    + acme.id() + "', 'p', 's' || i from generate_series(1, 20000) i");
            statement.execute("analyze stack");

            String plan = plan(connection);

            assertThat(plan).contains("stack_newest").doesNotContain("Seq Scan on stack s");
            connection.rollback();
        }
    }

    @Test
    void costOneLookUpInEachOfManyOrganizations() throws SQLException {
        try (Connection connection = Database.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("insert into organization (id, name, kind)" + " select gen_random_uuid(), '" + NAME
                    + "', 'pulumi' from generate_series(1, " + ORGANIZATIONS + ")");
            statement.execute("insert into owner_name (id, name, organization_id)"
                    + " select gen_random_uuid(), 'm' || left(id::text, 23), id from organization where name = '" + NAME
                    + "'");
            statement.execute("insert into membership (organization_id, user_id, role) select id, '" + ada.id()
                    + "', 'admin' from organization where name = '" + NAME + "'");
            statement.execute("insert into stack (id, organization_id, project, name, created_at)"
                    + " select gen_random_uuid(), o.id, 'p', 's' || i, now() - random() * interval '1 year'"
                    + " from organization o, generate_series(1, 20) i where o.name = '" + NAME + "'");
            statement.execute("analyze stack, organization, membership");

            String plan = plan(connection);

            Matcher buffers = Pattern.compile("Buffers: shared hit=(\\d+)").matcher(plan);
            assertThat(buffers.find()).as(plan).isTrue();
            // Two or three pages of the index and one of the table, and twice the organization.
            assertThat(Integer.parseInt(buffers.group(1))).as(plan).isLessThan(9 * ORGANIZATIONS);
            connection.rollback();
        }
    }

    private String plan(Connection connection) throws SQLException {
        try (PreparedStatement explain = connection.prepareStatement(
                "explain (analyze, buffers, costs off, timing off) " + NewestStacks.STATEMENT)) {
            for (int i = 1; i <= 4; i++) {
                explain.setObject(i, ada.id());
            }
            StringBuilder lines = new StringBuilder();
            try (var row = explain.executeQuery()) {
                while (row.next()) {
                    lines.append(row.getString(1)).append('\n');
                }
            }
            return lines.toString();
        }
    }
}
