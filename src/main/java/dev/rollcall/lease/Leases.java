package dev.rollcall.lease;

import dev.rollcall.checkpoint.StateConfig;
import dev.rollcall.checkpoint.StateDocument;
import dev.rollcall.checkpoint.States;
import dev.rollcall.database.Sql;
import dev.rollcall.database.Transactions;
import dev.rollcall.http.ApiException;
import dev.rollcall.organization.StackPermission;
import dev.rollcall.security.Caller;
import dev.rollcall.stack.StackAccess;
import dev.rollcall.state.UpdateStatus;
import dev.rollcall.state.Updates;
import dev.rollcall.state.Updates.Update;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * What a client does with the token of its update. Each operation locks the stack, and then checks that the update still
 * holds it: that it runs, that its lease has not run out, that its fence is the stack's, and that its creator may still
 * update the stack. It commits before it returns. So a client that has lost its lease writes nothing, however late its
 * request is.
 *
 * <p>A client that lost its lease gets 403, on which the CLI gives up. One that has ended its update gets 409 (contract for
 * stacks, section 1).
 */
@Singleton
class Leases {

    private static final String PREVIEW = "Updating the checkpoint is not permitted for preview operations.";

    private static final String LOCK = "select from stack where id = ? for no key update";

    private static final String READ = """
            select u.id, u.kind, u.dry_run, u.status, u.version, u.actor_id,
                u.lease_ends_at > clock_timestamp() as leased, u.token_id, u.written_at, u.dry_run or u.fence = s.fence as ahead,
                exists (select from app_user a where a.id = u.actor_id and a.state = 'active')
                    and (u.token_id is null or exists (
                        select from access_token t
                        where t.id = u.token_id and t.revoked_at is null
                            and (t.expires_at is null or t.expires_at > clock_timestamp()))) as trusted
            from stack_update u join stack s on s.id = u.stack_id
            where u.id = ? and u.stack_id = ?""";

    private static final String RENEW = """
            update stack_update set
                lease_ends_at = greatest(lease_ends_at, clock_timestamp() + ? * interval '1 second')
            where id = ? returning lease_ends_at""";

    /** One statement, because a client waits for every checkpoint. */
    private static final String WRITTEN = """
            with written as (update stack_update set written_at = ? where id = ?)
            update stack set resource_count = ? where id = ? and resource_count is distinct from ?""";

    private final Sql sql;
    private final Updates updates;
    private final States states;
    private final StackAccess stacks;
    private final StateConfig config;

    Leases(Sql sql, Updates updates, States states, StackAccess stacks, StateConfig config) {
        this.sql = sql;
        this.updates = updates;
        this.states = states;
        this.stacks = stacks;
        this.config = config;
    }

    /** The update in the path of a request. The names are not checked yet. */
    record UpdatePath(String organization, String project, String stack, String update) {}

    /** An update, and what the checks need besides. */
    private record Lease(Update update, UUID tokenId, OffsetDateTime writtenAt, boolean ahead, boolean trusted) {

        static Lease of(ResultSet row) throws SQLException {
            return new Lease(
                    Updates.update(row),
                    row.getObject("token_id", UUID.class),
                    row.getObject("written_at", OffsetDateTime.class),
                    row.getBoolean("ahead"),
                    row.getBoolean("trusted"));
        }
    }

    /**
     * Replaces the state of the update's version.
     *
     * @param abandoned whether the client has closed the connection; asked last, because such a client may have sent the
     *     same or a newer state again
     * @throws ApiException 403 if the update does not hold its stack, or is a dry run; 409 if it has ended, or has written a
     *     later state
     */
    void checkpoint(UpdateCaller caller, UpdatePath path, StateDocument state, BooleanSupplier abandoned) {
        held(caller, path, lease -> {
            if (lease.update().dryRun()) {
                throw ApiException.forbidden(PREVIEW);
            }
            if (lease.writtenAt() != null && !caller.arrivedAt().isAfter(lease.writtenAt())) {
                throw ApiException.conflict("A later checkpoint of the update has been stored already.");
            }
            states.write(caller.stackId(), lease.update().version(), caller.updateId(), state, caller.arrivedAt());
            sql.update(
                    Updates.FAILURE,
                    WRITTEN,
                    caller.arrivedAt(),
                    caller.updateId(),
                    state.resourceCount(),
                    caller.stackId(),
                    state.resourceCount());
            if (abandoned.getAsBoolean()) {
                throw ApiException.conflict("The client has closed the connection.");
            }
            return null;
        });
    }

    /**
     * Extends the lease. Never shortens it.
     *
     * @param seconds from now; more than the configured lease counts as that
     * @return the end of the lease
     */
    OffsetDateTime renew(UpdateCaller caller, UpdatePath path, long seconds) {
        return held(caller, path, lease -> {
            OffsetDateTime end = sql.list(
                            Updates.FAILURE,
                            RENEW,
                            row -> row.getObject(1, OffsetDateTime.class),
                            Math.min(seconds, config.lease().toSeconds()),
                            caller.updateId())
                    .get(0);
            if (!lease.update().dryRun()) {
                sql.update(Updates.FAILURE, "update stack set lease_until = ? where id = ?", end, caller.stackId());
            }
            return end;
        });
    }

    /**
     * Ends the update. A client may repeat this, because it may not have got the answer, and even while the service still
     * works on the first request.
     */
    void complete(UpdateCaller caller, UpdatePath path, UpdateStatus status) {
        locked(
                caller,
                path,
                lease -> lease.update().status() == status ? Optional.empty() : refusal(lease, caller, path),
                lease -> {
                    if (lease.update().status() != status) {
                        updates.end(caller.stackId(), lease.update(), status);
                    }
                    return null;
                });
    }

    /** Checks that the update holds its stack, and does nothing else. */
    void check(UpdateCaller caller, UpdatePath path) {
        held(caller, path, lease -> null);
    }

    private record Refusal(ApiException exception, UpdateStatus end) {}

    private record Outcome<T>(T result, Refusal refusal) {}

    private <T> T held(UpdateCaller caller, UpdatePath path, Function<Lease, T> work) {
        return locked(caller, path, lease -> refusal(lease, caller, path), work);
    }

    private <T> T locked(
            UpdateCaller caller, UpdatePath path, Function<Lease, Optional<Refusal>> check, Function<Lease, T> work) {
        if (!path.update().equalsIgnoreCase(caller.updateId().toString())) {
            throw ApiException.forbidden("The token is of another update.");
        }
        Outcome<T> outcome = Transactions.call(() -> {
            sql.query(Updates.FAILURE, LOCK, ResultSet::next, caller.stackId());
            Optional<Lease> lease =
                    sql.list(Updates.FAILURE, READ, Lease::of, caller.updateId(), caller.stackId()).stream()
                            .findFirst();
            Optional<Refusal> refusal = lease.map(check)
                    .orElseGet(() -> Optional.of(new Refusal(
                            ApiException.forbidden("The update of this token does not exist any more."), null)));
            if (refusal.isPresent()) {
                if (refusal.get().end() != null) {
                    updates.end(
                            caller.stackId(),
                            lease.get().update(),
                            refusal.get().end());
                }
                return new Outcome<>(null, refusal.get());
            }
            return new Outcome<>(work.apply(lease.get()), null);
        });
        if (outcome.refusal() != null) {
            throw outcome.refusal().exception();
        }
        return outcome.result();
    }

    /** Why the update does not hold its stack, and how it ends because of that if it still runs. */
    private Optional<Refusal> refusal(Lease lease, UpdateCaller caller, UpdatePath path) {
        return Optional.ofNullable(
                switch (lease.update().status()) {
                    case NOT_STARTED -> new Refusal(ApiException.conflict("The Update has not started"), null);
                    case SUCCEEDED, FAILED ->
                        new Refusal(ApiException.conflict("The Update has already completed"), null);
                    case CANCELLED -> new Refusal(ApiException.forbidden("The Update has been cancelled"), null);
                    case TIMED_OUT -> new Refusal(ApiException.forbidden("The Update has already timed out"), null);
                    case RUNNING -> {
                        if (!lease.update().leased() || !lease.ahead()) {
                            yield new Refusal(
                                    ApiException.forbidden("The Update has already timed out"), UpdateStatus.TIMED_OUT);
                        }
                        yield lease.trusted() && mayUpdate(lease, caller, path)
                                ? null
                                : new Refusal(
                                        ApiException.forbidden(
                                                "The token that started the update is not valid any more, or its owner"
                                                        + " may not update the stack. The update has been cancelled."),
                                        UpdateStatus.CANCELLED);
                    }
                });
    }

    /** Whether the creator may update the stack, which the path must name. */
    private boolean mayUpdate(Lease lease, UpdateCaller caller, UpdatePath path) {
        try {
            return stacks.of(
                            new Caller(lease.update().actorId(), lease.tokenId()),
                            path.organization(),
                            path.project(),
                            path.stack())
                    .require(StackPermission.WRITE)
                    .id()
                    .equals(caller.stackId());
        } catch (ApiException refused) {
            return false;
        }
    }
}
