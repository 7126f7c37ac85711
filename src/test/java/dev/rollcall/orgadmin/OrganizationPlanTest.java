package dev.rollcall.orgadmin;

import dev.rollcall.testing.FreshDatabase;
import dev.rollcall.testing.SearchedListPlan;
import java.util.List;
import java.util.Map;

/** What a page of the administrators' list of organizations costs. */
class OrganizationPlanTest extends SearchedListPlan {

    OrganizationPlanTest() {
        // Nothing says where the text is, so each row is read once.
        super("acme-", "organization_shared", 4, 4L * ROWS);
    }

    @Override
    protected void fill(FreshDatabase empty) {
        // As many are individual ones, which the list leaves out.
        for (Map.Entry<String, String> kind :
                Map.of("pulumi", "Acme-", "single-user", "Own-").entrySet()) {
            empty.execute("""
                    with organization as (
                        insert into organization (id, name, kind, login)
                        select gen_random_uuid(), 'Acme ' || i, ?, ? || lpad(i::text, 6, '0')
                        from generate_series(1, ?) i returning id, login)
                    insert into owner_name (id, name, organization_id)
                    select gen_random_uuid(), login, id from organization
                    """, kind.getKey(), kind.getValue(), ROWS);
        }
        empty.execute("vacuum analyze organization");
    }

    @Override
    protected String statement(String search) {
        return Organizations.pageStatement(!search.isEmpty());
    }

    @Override
    protected List<Object> parameters(String search, String after, int most) {
        return search.isEmpty() ? List.of(after, most) : List.of(after, search, search, most);
    }
}
