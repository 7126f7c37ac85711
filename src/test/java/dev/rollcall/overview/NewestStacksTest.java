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
import org.junit.jupiter.api.Test;

@QuarkusTest
class NewestStacksTest {

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

            String plan;
            try (PreparedStatement explain =
                    connection.prepareStatement("explain (analyze, costs off, timing off) " + NewestStacks.STATEMENT)) {
                for (int i = 1; i <= 4; i++) {
                    explain.setObject(i, ada.id());
                }
                StringBuilder lines = new StringBuilder();
                try (var row = explain.executeQuery()) {
                    while (row.next()) {
                        lines.append(row.getString(1)).append('\n');
                    }
                }
                plan = lines.toString();
            }

            assertThat(plan).contains("stack_newest").doesNotContain("Seq Scan on stack s");
            connection.rollback();
        }
    }
}
