package dev.rollcall.lease;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import dev.rollcall.checkpoint.StateConfig;
import dev.rollcall.database.Sql;
import dev.rollcall.database.Sql.SqlArray;
import dev.rollcall.http.ApiException;
import dev.rollcall.state.Updates;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Stores what the engine of a client reports. Batches arrive in any order, and some twice. Every event has a number, which
 * is stored once. Events never stop an update: those beyond the limit are dropped.
 */
@Singleton
class UpdateEvents {

    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .build();

    /** Larger events are dropped. They would contain a whole file or so. */
    private static final int LARGEST = 1024 * 1024;

    private static final int BATCH_BYTES = 1024 * 1024;

    /** For example {@code create-replacement}. PostgreSQL cannot show every text that JSON can have. */
    private static final Pattern OPERATION = Pattern.compile("[a-zA-Z-]{1,40}");

    private static final int MOST_OPERATIONS = 50;

    private static final String INSERT = """
            insert into stack_event (update_id, sequence, event)
            select ?, e.sequence, e.event from unnest(?::integer[], ?::text[]) e (sequence, event) order by 2
            on conflict (update_id, sequence) do nothing""";

    private static final String COUNT = """
            update stack_update set event_bytes = event_bytes + ?,
                resource_changes = coalesce(?::json, resource_changes)
            where id = ?""";

    private final Sql sql;
    private final StateConfig config;

    UpdateEvents(Sql sql, StateConfig config) {
        this.sql = sql;
        this.config = config;
    }

    /**
     * Stores the events of a batch.
     *
     * @throws ApiException 400 if it is not valid
     */
    void store(UUID updateId, InputStream body) throws IOException {
        long used = sql
                .list(
                        Updates.FAILURE,
                        "select event_bytes from stack_update where id = ?",
                        row -> row.getLong(1),
                        updateId)
                .stream()
                .mapToLong(Long::longValue)
                .sum();
        Batch batch = new Batch(updateId, config.eventsPerUpdate().asLongValue() - used);
        try (JsonParser parser = JSON.createParser(body)) {
            expect(parser.nextToken(), JsonToken.START_OBJECT);
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                boolean events = "events".equals(parser.currentName());
                JsonToken value = parser.nextToken();
                if (events && value != JsonToken.VALUE_NULL) {
                    expect(value, JsonToken.START_ARRAY);
                    while (parser.nextToken() != JsonToken.END_ARRAY) {
                        expect(parser.currentToken(), JsonToken.START_OBJECT);
                        new Event(parser).read().into(batch);
                    }
                } else {
                    parser.skipChildren();
                }
            }
        } catch (JsonProcessingException mistake) {
            throw ApiException.badRequest("The body is not valid JSON.");
        }
        batch.store();
    }

    private static void expect(JsonToken token, JsonToken expected) {
        if (token != expected) {
            throw ApiException.badRequest("The body must be an object with a list of events.");
        }
    }

    /** Copies one event, and finds its number and its summary. */
    private static final class Event {

        private final JsonParser parser;
        private final StringWriter text = new StringWriter();
        private long sequence = -1;
        private String changes;

        Event(JsonParser parser) {
            this.parser = parser;
        }

        Event read() throws IOException {
            try (JsonGenerator copy = JSON.createGenerator(text)) {
                copy.writeStartObject();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    JsonToken value = parser.nextToken();
                    if (name.equals("sequence") && value == JsonToken.VALUE_NUMBER_INT) {
                        sequence = parser.getLongValue();
                    }
                    copy.writeFieldName(name);
                    if (name.equals("summaryEvent") && value == JsonToken.START_OBJECT) {
                        summary(copy);
                    } else {
                        copyValue(copy);
                    }
                }
                copy.writeEndObject();
            }
            return this;
        }

        private void summary(JsonGenerator copy) throws IOException {
            copy.writeStartObject();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                copy.writeFieldName(name);
                if (name.equals("resourceChanges") && value == JsonToken.START_OBJECT) {
                    StringWriter own = new StringWriter();
                    try (JsonGenerator numbers = JSON.createGenerator(own)) {
                        numbers.writeStartObject();
                        copy.writeStartObject();
                        int operations = 0;
                        while (parser.nextToken() != JsonToken.END_OBJECT) {
                            String operation = parser.currentName();
                            copy.writeFieldName(operation);
                            if (parser.nextToken() == JsonToken.VALUE_NUMBER_INT
                                    && OPERATION.matcher(operation).matches()
                                    && operations++ < MOST_OPERATIONS) {
                                numbers.writeNumberField(operation, parser.getLongValue());
                            }
                            copyValue(copy);
                        }
                        copy.writeEndObject();
                        numbers.writeEndObject();
                    }
                    changes = own.toString();
                } else {
                    copyValue(copy);
                }
            }
            copy.writeEndObject();
        }

        /** Copies a value. Of an event that is too large, only reads it. */
        private void copyValue(JsonGenerator copy) throws IOException {
            if (text.getBuffer().length() > LARGEST) {
                parser.skipChildren();
                copy.writeNull();
            } else {
                copy.copyCurrentStructure(parser);
            }
        }

        void into(Batch batch) {
            if (sequence < 0 || sequence > Integer.MAX_VALUE) {
                throw ApiException.badRequest("sequence must be a number from 0 to " + Integer.MAX_VALUE + ".");
            }
            batch.add((int) sequence, text.toString(), changes);
        }
    }

    private final class Batch {

        private final UUID updateId;
        private final List<Integer> sequences = new ArrayList<>();
        private final List<String> events = new ArrayList<>();
        private long room;
        private long bytes;
        private String changes;

        Batch(UUID updateId, long room) {
            this.updateId = updateId;
            this.room = room;
        }

        void add(int sequence, String event, String ownChanges) {
            changes = ownChanges == null ? changes : ownChanges;
            if (event.length() > LARGEST || event.length() > room) {
                return;
            }
            room -= event.length();
            bytes += event.length();
            sequences.add(sequence);
            events.add(event);
            if (bytes > BATCH_BYTES) {
                store();
            }
        }

        /** Stores the events in the order of their numbers, so that two batches with the same ones cannot deadlock. */
        void store() {
            if (!sequences.isEmpty()) {
                sql.update(
                        "The events could not be stored",
                        INSERT,
                        updateId,
                        new SqlArray("int4", sequences),
                        new SqlArray("text", events));
            }
            if (bytes > 0 || changes != null) {
                sql.update(Updates.FAILURE, COUNT, bytes, changes, updateId);
            }
            sequences.clear();
            events.clear();
            bytes = 0;
            changes = null;
        }
    }
}
