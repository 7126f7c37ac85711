package dev.rollcall.lease;

import java.security.Principal;
import java.time.OffsetDateTime;
import java.util.UUID;

/**
 * A client that sends the token of an update. Whether the update still holds its stack is checked by each operation.
 *
 * @param arrivedAt when the request arrived, by the database's clock
 */
record UpdateCaller(UUID updateId, UUID stackId, OffsetDateTime arrivedAt) implements Principal {

    /** The role of such clients. They have no other, and nobody else has it. */
    static final String ROLE = "update";

    @Override
    public String getName() {
        return updateId.toString();
    }
}
