package dev.rollcall.accounts;

import dev.rollcall.testing.FreshDatabase;
import dev.rollcall.testing.SearchedListPlan;
import java.util.List;

/** What a page of the administrators' list of accounts costs. */
class AccountPlanTest extends SearchedListPlan {

    AccountPlanTest() {
        super("person-", "owner_name_name", 8, 2_000);
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
        // Without the empty pages of the rows as they were before a trigger copied the logins.
        empty.execute("vacuum (full, analyze) app_user");
        empty.execute("vacuum analyze owner_name");
    }

    @Override
    protected String statement(String search) {
        return Accounts.pageStatement(search);
    }

    @Override
    protected List<Object> parameters(String search, String after, int most) {
        return Accounts.parameters(search, after, most);
    }
}
