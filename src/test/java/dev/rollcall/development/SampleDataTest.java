package dev.rollcall.development;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.database.Sql;
import io.quarkus.test.TestTransaction;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
class SampleDataTest {

    @Inject
    Sql sql;

    /** Rolled back, because other tests expect no such people. */
    @Test
    @TestTransaction
    void hasStacksThatAdaReachesInDifferentWays() {
        SampleData sampleData = new SampleData(sql);
        sampleData.addIfAbsent();
        sampleData.addIfAbsent();

        assertThat(texts("""
                select o.login || '/' || s.project || '/' || s.name || ' ' || coalesce(s.resource_count::text, '-')
                    || coalesce(' ' || t.name || '=' || t.value, '') || coalesce(' ' || u.login || ' ' || g.permission, '')
                from stack s join organization o on o.id = s.organization_id
                left join stack_tag t on t.stack_id = s.id
                left join stack_grant g on g.stack_id = s.id
                left join app_user u on u.id = g.user_id
                where o.login in ('acme', 'hooli') order by 1"""))
                .containsExactly(
                        "acme/website/dev -",
                        "acme/website/production 42 environment=production",
                        "hooli/search/dev - ada read");
    }

    private List<String> texts(String query) {
        return sql.list("The sample data could not be read", query, row -> row.getString(1));
    }
}
