package dev.rollcall.state;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rollcall.audit.AuditEvent.Action;
import dev.rollcall.audit.AuditLog;
import dev.rollcall.audit.AuditLog.Source;
import dev.rollcall.checkpoint.StateConfig;
import dev.rollcall.checkpoint.StateDocument;
import dev.rollcall.checkpoint.States;
import dev.rollcall.database.Sql;
import dev.rollcall.http.ApiException;
import dev.rollcall.security.Caller;
import dev.rollcall.stack.ReachedStack;
import dev.rollcall.stack.StackAccess;
import dev.rollcall.tag.StackTags;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.id.uuid.UuidVersion7Strategy;

/**
 * Creates, starts and ends updates. Whoever changes an update, or writes a state, locks its stack first, so all of this
 * happens one after the other. Times are those of the database. See docs/state.md.
 */
@Singleton
public class Updates {

    public static final String FAILURE = "The update could not be written";

    /** Inserts nothing if the stack was deleted meanwhile. */
    private static final String CREATE = """
            insert into stack_update (id, stack_id, kind, dry_run, actor_id, token_id, message, environment, config)
            select ?, s.id, ?, ?, ?, ?, ?, ?::json, ?::json from stack s where s.id = ? for key share of s""";

    private static final String READ = """
            select id, kind, dry_run, status, version, actor_id, lease_ends_at > clock_timestamp() as leased
            from stack_update where stack_id = ? and id = ?""";

    private static final String RUNNING = """
            select id, kind, dry_run, status, version, actor_id, lease_ends_at > clock_timestamp() as leased
            from stack_update where stack_id = ? and status = 'running' and not dry_run""";

    private static final String START = """
            update stack_update u set status = 'running', version = case when u.dry_run then null else s.last_version end,
                base_version = case when u.dry_run then null else s.last_version - 1 end,
                fence = case when u.dry_run then null else s.fence end, token_id = ?, token_hash = ?,
                started_at = case when u.dry_run then clock_timestamp() else s.last_update end,
                lease_ends_at = clock_timestamp() + ? * interval '1 second'
            from stack s where s.id = u.stack_id and u.id = ?
            returning s.last_version, u.lease_ends_at""";

    private static final String TAKE = """
            update stack set last_version = last_version + 1, fence = fence + 1, active_update = ?,
                last_update = clock_timestamp() where id = ?""";

    private static final String END = """
            update stack_update set status = ?, ended_at = clock_timestamp(), lease_ends_at = null,
                resource_count = case when not dry_run then ? end
            where id = ? and status = 'running'""";

    private static final String IMPORT = """
            insert into stack_update (id, stack_id, kind, dry_run, status, version, base_version, fence, actor_id, token_id,
                message, environment, config, started_at, ended_at, written_at, resource_count)
            select ?, id, 'import', false, 'succeeded', last_version, last_version - 1, fence, ?, ?, '', '{}', '{}',
                last_update, last_update, last_update, ? from stack where id = ?
            returning version, written_at""";

    private final Sql sql;
    private final States states;
    private final StackTags tags;
    private final AuditLog audit;
    private final StateConfig config;
    private final StateMetrics metrics;
    private final ObjectMapper json;
    private final SecureRandom random = new SecureRandom();

    Updates(
            Sql sql,
            States states,
            StackTags tags,
            AuditLog audit,
            StateConfig config,
            StateMetrics metrics,
            ObjectMapper json) {
        this.sql = sql;
        this.states = states;
        this.tags = tags;
        this.audit = audit;
        this.config = config;
        this.metrics = metrics;
        this.json = json;
    }

    /**
     * An update as it was read under the lock of its stack.
     *
     * @param version null for dry runs, and before the start
     * @param leased whether its lease has not run out
     */
    public record Update(
            UUID id, String kind, boolean dryRun, UpdateStatus status, Long version, UUID actorId, boolean leased) {}

    /**
     * An update that has started.
     *
     * @param version the version that the stack will have; for dry runs, the one that it has
     */
    record Started(UpdateToken token, long version, OffsetDateTime leaseEnd) {}

    /** Creates an update that has not started. It keeps nobody out. */
    @Transactional(TxType.MANDATORY)
    UUID create(Caller caller, ReachedStack stack, String kind, CreateUpdateRequest request) {
        UUID id = UuidVersion7Strategy.INSTANCE.generateUuid(null);
        int created = sql.update(
                FAILURE,
                CREATE,
                id,
                kind,
                request.isDryRun(),
                caller.userId(),
                caller.tokenId(),
                storable(request.message()),
                object(request.environment()),
                object(request.config()),
                stack.id());
        if (created == 0) {
            throw StackAccess.notFound(stack);
        }
        return id;
    }

    /** PostgreSQL stores neither NUL nor half of a surrogate pair. */
    private static String storable(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8).replace("\0", "");
    }

    private String object(JsonNode node) {
        try {
            return node == null || !node.isObject()
                    ? "{}"
                    : json.writer()
                            .with(JsonWriteFeature.ESCAPE_NON_ASCII.mappedFeature())
                            .writeValueAsString(node);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /**
     * Starts an update. Takes the stack, unless the update is a dry run. An update whose lease has run out is ended first.
     *
     * @param stack locked
     * @param newTags replace all tags of the stack; null if they stay
     * @throws ApiException 409 if another update runs, or this one has started before
     */
    @Transactional(TxType.MANDATORY)
    Started start(Caller caller, Source source, ReachedStack stack, UUID id, Map<String, String> newTags) {
        Update update = find(stack, id);
        if (update.status() != UpdateStatus.NOT_STARTED) {
            throw ApiException.conflict("The Update has already started");
        }
        if (!caller.userId().equals(update.actorId())) {
            throw ApiException.forbidden("Only who created the update can start it.");
        }
        if (!update.dryRun()) {
            take(stack, id);
        }
        if (newTags != null) {
            tags.replace(stack, newTags);
        }
        UpdateToken token = UpdateToken.random(random);
        Started started = sql.list(
                        FAILURE,
                        START,
                        row -> new Started(
                                token,
                                row.getLong("last_version"),
                                row.getObject("lease_ends_at", OffsetDateTime.class)),
                        caller.tokenId(),
                        token.hash(),
                        config.lease().toSeconds(),
                        id)
                .get(0);
        if (!update.dryRun()) {
            sql.update(FAILURE, "update stack set lease_until = ? where id = ?", started.leaseEnd(), stack.id());
            audit.record(
                    Action.STACK_UPDATE_STARTED,
                    source,
                    stack.organizationId(),
                    stack.id(),
                    "Started version " + started.version() + " of stack '" + stack + "' (" + update.kind() + ")");
        }
        return started;
    }

    private OffsetDateTime now() {
        return sql.list(FAILURE, "select clock_timestamp()", row -> row.getObject(1, OffsetDateTime.class))
                .get(0);
    }

    private void take(ReachedStack stack, UUID id) {
        Optional<Update> running = running(stack.id());
        if (running.isPresent() && running.get().leased()) {
            throw ApiException.conflict("Another update is currently in progress.");
        }
        running.ifPresent(expired -> end(stack.id(), expired, UpdateStatus.TIMED_OUT));
        sql.update(FAILURE, TAKE, id, stack.id());
    }

    /**
     * Stores a state as an update of its own, which starts and ends at once.
     *
     * @param stack locked
     * @throws ApiException 409 if an update runs
     */
    @Transactional(TxType.MANDATORY)
    public UUID importState(Caller caller, Source source, ReachedStack stack, StateDocument state) {
        UUID id = UuidVersion7Strategy.INSTANCE.generateUuid(null);
        take(stack, id);
        Imported imported = sql.list(
                        FAILURE,
                        IMPORT,
                        row -> new Imported(row.getLong("version"), row.getObject("written_at", OffsetDateTime.class)),
                        id,
                        caller.userId(),
                        caller.tokenId(),
                        state.resourceCount(),
                        stack.id())
                .get(0);
        states.write(stack.id(), imported.version(), id, state, imported.at());
        count(stack.id(), state.resourceCount());
        audit.record(
                Action.STACK_IMPORTED,
                source,
                stack.organizationId(),
                stack.id(),
                "Imported version " + imported.version() + " of stack '" + stack + "'");
        return id;
    }

    private record Imported(long version, OffsetDateTime at) {}

    /**
     * Stores the state that a stack is created with, in the transaction that inserts the stack.
     *
     * @param state read by {@link dev.rollcall.checkpoint.StateReader#member}
     */
    @Transactional(TxType.MANDATORY)
    public void initialState(UUID stackId, StateDocument state) {
        states.write(stackId, 0, null, state, now());
        count(stackId, state.resourceCount());
    }

    /** Shows the number of resources of a stack, which must be locked. */
    private void count(UUID stackId, long resources) {
        sql.update(
                FAILURE,
                "update stack set resource_count = ? where id = ? and resource_count is distinct from ?",
                resources,
                stackId,
                resources);
    }

    /**
     * Cancels an update. Does nothing if it was canceled before.
     *
     * @param stack locked
     * @throws ApiException 409 if it has ended otherwise, or has not started
     */
    @Transactional(TxType.MANDATORY)
    void cancel(Source source, ReachedStack stack, UUID id) {
        Update update = find(stack, id);
        switch (update.status()) {
            case RUNNING -> {
                end(stack.id(), update, UpdateStatus.CANCELLED);
                if (!update.dryRun()) {
                    audit.record(
                            Action.STACK_UPDATE_CANCELLED,
                            source,
                            stack.organizationId(),
                            stack.id(),
                            "Canceled version " + update.version() + " of stack '" + stack + "'");
                }
            }
            case CANCELLED -> {}
            case NOT_STARTED -> throw ApiException.conflict("The Update has not started");
            case TIMED_OUT -> throw ApiException.conflict("The Update has already timed out");
            case SUCCEEDED, FAILED -> throw ApiException.conflict("The Update has already completed");
        }
    }

    /**
     * Finds an update of a stack.
     *
     * @throws ApiException 404 if the stack has no such update
     */
    Update find(ReachedStack stack, UUID id) {
        return find(stack.id(), id)
                .orElseThrow(() -> ApiException.notFound("Update '" + id + "' of stack '" + stack + "' not found"));
    }

    private Optional<Update> find(UUID stackId, UUID id) {
        return sql.list(FAILURE, READ, Updates::update, stackId, id).stream().findFirst();
    }

    private Optional<Update> running(UUID stackId) {
        return sql.list(FAILURE, RUNNING, Updates::update, stackId).stream().findFirst();
    }

    /** Reads an update from the current row. */
    public static Update update(ResultSet row) throws SQLException {
        return new Update(
                row.getObject("id", UUID.class),
                row.getString("kind"),
                row.getBoolean("dry_run"),
                UpdateStatus.of(row.getString("status")),
                row.getObject("version", Long.class),
                row.getObject("actor_id", UUID.class),
                row.getBoolean("leased"));
    }

    /**
     * Ends a running update whose stack is locked. Its state is what was acknowledged, whatever the status is. A real
     * update gives its stack back.
     */
    @Transactional(TxType.MANDATORY)
    public void end(UUID stackId, Update update, UpdateStatus status) {
        long resources = states.resources(stackId).orElse(0);
        sql.update(FAILURE, END, status.stored, resources, update.id());
        if (!update.dryRun()) {
            sql.update(FAILURE, "update stack set lease_until = null where id = ?", stackId);
            count(stackId, resources);
            metrics.ended(status);
        }
    }

    /** Ends an update if its lease has run out and nobody has locked its stack. */
    @Transactional(TxType.MANDATORY)
    void expire(UUID stackId, UUID id) {
        boolean locked = sql.query(
                FAILURE, "select from stack where id = ? for no key update skip locked", ResultSet::next, stackId);
        if (locked) {
            find(stackId, id)
                    .filter(update -> update.status() == UpdateStatus.RUNNING && !update.leased())
                    .ifPresent(update -> end(stackId, update, UpdateStatus.TIMED_OUT));
        }
    }
}
