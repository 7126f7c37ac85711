package dev.rollcall.checkpoint;

import dev.rollcall.body.Spool;
import dev.rollcall.database.Sql;
import dev.rollcall.database.Sql.SqlStream;
import dev.rollcall.database.Transactions;
import dev.rollcall.http.ApiException;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.zip.GZIPInputStream;

/**
 * The states of stacks in table {@code stack_state}: one per version, compressed. See
 * docs/decisions/0027-states-in-postgresql.md.
 */
@Singleton
public class States {

    private static final String FAILURE = "The state could not be read";

    /** Replaces the state that the same update wrote before. A reader gets the old one or the new one. */
    private static final String WRITE = """
        insert into stack_state (stack_id, version, update_id, schema_version, resource_count, inflated_bytes, sha256,
            content, written_at)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?)
        on conflict (stack_id, version) do update set
            update_id = excluded.update_id, schema_version = excluded.schema_version,
            resource_count = excluded.resource_count, inflated_bytes = excluded.inflated_bytes,
            sha256 = excluded.sha256, content = excluded.content, written_at = excluded.written_at\
        """;

    /** The state of a version is that of the last update up to it that wrote one. */
    private static final String FIND = """
        select version, length(content) as stored, case when length(content) <= ? then content end as content
        from stack_state where stack_id = ? and version <= ? order by version desc limit 1\
        """;

    private static final String PART =
            "select substring(content from ? for ?) from stack_state where stack_id = ? and version = ?";

    /** States up to this size are read with one statement, others in parts of it. */
    private static final int PART_BYTES = 1024 * 1024;

    /** A state of a stack that has none. The CLI needs a deployment. */
    private static final byte[] EMPTY =
            ("{\"version\":3,\"deployment\":{\"manifest\":{\"time\":\"0001-01-01T00:00:00Z\","
                            + "\"magic\":\"\",\"version\":\"\"},\"resources\":[]}}")
                    .getBytes(StandardCharsets.UTF_8);

    private final Sql sql;
    private final Spool spool;

    States(Sql sql, Spool spool) {
        this.sql = sql;
        this.spool = spool;
    }

    /**
     * Writes the state of a version, in the caller's transaction, which must have made sure that the update may write it.
     *
     * @param version 0 for the state that a stack is created with
     * @param updateId the update that makes the version; null for version 0
     * @param at by the database's clock
     */
    @Transactional(TxType.MANDATORY)
    public void write(UUID stackId, long version, UUID updateId, StateDocument state, OffsetDateTime at) {
        sql.update(
                "The state could not be written",
                WRITE,
                stackId,
                version,
                updateId,
                state.schemaVersion(),
                state.resourceCount(),
                state.inflatedBytes(),
                state.sha256(),
                new SqlStream(state.content().length(), state.content()::open),
                at);
    }

    /** {@return the number of resources in the newest state; empty if the stack has none} */
    public OptionalLong resources(UUID stackId) {
        return sql
                .list(
                        FAILURE,
                        "select resource_count from stack_state where stack_id = ? order by version desc limit 1",
                        row -> row.getLong(1),
                        stackId)
                .stream()
                .mapToLong(Long::longValue)
                .findFirst();
    }

    /**
     * A state that was read completely. Must be closed.
     *
     * @param compressed the length of the compressed form, in bytes
     */
    public record Export(Spool.Content content, long compressed) implements AutoCloseable {

        /** {@return the state as gzip; closing the stream closes the export} */
        public InputStream gzip() throws IOException {
            return new ClosingStream(content.open(), content);
        }

        /** {@return the state as JSON; closing the stream closes the export} */
        public InputStream json() throws IOException {
            return new ClosingStream(new GZIPInputStream(content.open()), content);
        }

        @Override
        public void close() throws IOException {
            content.close();
        }
    }

    /**
     * Reads the newest state of a stack. What was acknowledged before this call is in it.
     *
     * @return a state without resources if the stack has none
     */
    public Export newest(UUID stackId) throws IOException {
        Optional<Export> found = find(stackId, Long.MAX_VALUE);
        return found.isPresent() ? found.get() : empty();
    }

    /**
     * Reads the state that a stack had after an update.
     *
     * @return empty if it was pruned, or the stack had none
     */
    public Optional<Export> find(UUID stackId, long version) throws IOException {
        List<Found> found = sql.list(FAILURE, FIND, Found::of, PART_BYTES, stackId, version);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        byte[] small = found.get(0).content();
        return Optional.of(small != null ? export(small) : inParts(stackId, version));
    }

    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Found(long version, int stored, byte[] content) {

        static Found of(ResultSet row) throws SQLException {
            return new Found(row.getLong("version"), row.getInt("stored"), row.getBytes("content"));
        }
    }

    private Export export(byte[] bytes) throws IOException {
        Spool.Content content = spool.create();
        content.write(bytes);
        return new Export(content, content.length());
    }

    /** Copies all parts in one snapshot, because an update may replace the state between two of them. */
    private Export inParts(UUID stackId, long version) {
        return Transactions.call(() -> {
            sql.update(FAILURE, "set transaction isolation level repeatable read");
            Found found = sql.list(FAILURE, FIND, Found::of, 0, stackId, version).stream()
                    .findFirst()
                    // Pruned between the two statements.
                    .orElseThrow(() -> ApiException.unavailable("The state has changed. Try again."));
            Spool.Content content = spool.create();
            boolean done = false;
            try {
                for (int at = 1; at <= found.stored(); at += PART_BYTES) {
                    content.write(
                            sql.list(FAILURE, PART, row -> row.getBytes(1), at, PART_BYTES, stackId, found.version())
                                    .get(0));
                }
                done = true;
                return new Export(content, content.length());
            } catch (IOException failure) {
                throw new UncheckedIOException("The state could not be copied", failure);
            } finally {
                if (!done) {
                    content.close();
                }
            }
        });
    }

    private Export empty() throws IOException {
        Spool.Content content = spool.create();
        try (Compression compression = new Compression(content)) {
            new ByteArrayInputStream(EMPTY).transferTo(compression);
            compression.finish();
        }
        return new Export(content, content.length());
    }
}
