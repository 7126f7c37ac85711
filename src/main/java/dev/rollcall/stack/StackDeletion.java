package dev.rollcall.stack;

import dev.rollcall.database.Sql;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.util.UUID;

/** Deletes a stack, or the stacks of an organization that is about to be deleted itself. */
@Singleton
public class StackDeletion {

    /** Few enough for a statement that ends long before its timeout. */
    private static final int BATCH = 5000;

    private static final String DELETE =
            "delete from stack where organization_id = ? and id in (select id from stack where organization_id = ? limit ?)";

    private final Sql sql;

    StackDeletion(Sql sql) {
        this.sql = sql;
    }

    /** Deletes a stack with all that refers to it. The transaction has {@linkplain StackAccess#locked locked} it. */
    public void delete(ReachedStack stack) {
        sql.update("The stack could not be deleted", "delete from stack where id = ?", stack.id());
    }

    /** {@return whether the organization has a stack} */
    public boolean exist(UUID organizationId) {
        return sql.query(
                "The stacks could not be read",
                "select from stack where organization_id = ? limit 1",
                ResultSet::next,
                organizationId);
    }

    /** Deletes all stacks of the organization, in the caller's transaction. */
    public void deleteAll(UUID organizationId) {
        int deleted;
        do {
            deleted = sql.update("The stacks could not be deleted", DELETE, organizationId, organizationId, BATCH);
        } while (deleted == BATCH);
    }
}
