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
                    insert into app_user (id, kind, name, login)
                    select gen_random_uuid(), 'person', 'Person ' || i, 'Person-' || lpad(i::text, 6, '0')
                    from generate_series(1, ?) i returning id, login)
                insert into owner_name (id, name, user_id) select gen_random_uuid(), login, id from person
                """, ROWS);
        empty.execute("vacuum analyze app_user");
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
