package dev.rollcall.orgadmin;

import dev.rollcall.testing.FreshDatabase;
import dev.rollcall.testing.SearchedListPlan;
import java.util.List;

/** What a page of the administrators' list of organizations costs. */
class OrganizationPlanTest extends SearchedListPlan {

    OrganizationPlanTest() {
        super("acme-", "organization_shared", 4, 2);
    }

    @Override
    protected void fill(FreshDatabase empty) {
        // As many are individual ones, which the list leaves out.
        for (String kind : List.of("pulumi", "single-user")) {
            empty.execute("""
                    with organization as (
                        insert into organization (id, name, kind)
                        select gen_random_uuid(), 'Acme ' || i, ? from generate_series(1, ?) i returning id, name, kind)
                    insert into owner_name (id, name, organization_id)
                    select gen_random_uuid(), case kind when 'pulumi' then 'Acme-' else 'Own-' end
                        || lpad(substr(name, 6), 6, '0'), id from organization
                    """, kind, ROWS);
        }
        empty.execute("vacuum analyze organization");
    }

    @Override
    protected String statement(boolean searched) {
        return Organizations.pageStatement(searched);
    }
}
