package dev.rollcall.accounts;

import dev.rollcall.testing.FreshDatabase;
import dev.rollcall.testing.SearchedListPlan;

/** What a page of the administrators' list of accounts costs. */
class AccountPlanTest extends SearchedListPlan {

    AccountPlanTest() {
        super("person-", "owner_name_name", 8, 3);
    }

    @Override
    protected void fill(FreshDatabase empty) {
        empty.execute("""
                with person as (
                    insert into app_user (id, kind, name)
                    select gen_random_uuid(), 'person', 'Person ' || i from generate_series(1, ?) i returning id, name)
                insert into owner_name (id, name, user_id)
                select gen_random_uuid(), 'Person-' || lpad(substr(name, 8), 6, '0'), id from person
                """, ROWS);
        empty.execute("vacuum analyze app_user");
        empty.execute("vacuum analyze owner_name");
    }

    @Override
    protected String statement(boolean searched) {
        return Accounts.pageStatement(searched);
    }
}
