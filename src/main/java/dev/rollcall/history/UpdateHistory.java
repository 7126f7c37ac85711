package dev.rollcall.history;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.rollcall.database.Sql;
import dev.rollcall.http.PublicAddress;
import dev.rollcall.user.UserInfo;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Reads the updates of stacks that have started, without dry runs. */
@Singleton
class UpdateHistory {

    private static final String FAILURE = "The history could not be read";

    private static final String SELECT = "select " + UserInfo.COLUMNS + """
            , x.id, x.kind, x.started_at, x.message, x.environment, x.config, x.status, x.ended_at, x.version,
                x.resource_changes, x.resource_count, s.last_version
            from stack_update x join stack s on s.id = x.stack_id left join app_user u on u.id = x.actor_id
            where x.stack_id = ? and x.version is not null""";

    /** As many as the CLI asks for. */
    private static final long AT_ONCE = 10;

    private final Sql sql;
    private final PublicAddress address;

    UpdateHistory(Sql sql, PublicAddress address) {
        this.sql = sql;
        this.address = address;
    }

    /** An update as clients show it (contract for stacks, section 3). Times are Unix seconds. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "AppUpdateInfo", description = "An update of a stack.")
    record Info(
            @Schema(required = true, description = "update, refresh, destroy, import or rename.")
            String kind,

            @Schema(required = true, description = "When it started, in Unix seconds.")
            long startTime,

            @Schema(required = true, description = "A message; may be empty.")
            String message,

            @Schema(required = true, type = SchemaType.OBJECT, description = "Where the program ran.") @JsonRawValue
            String environment,

            @Schema(required = true, type = SchemaType.OBJECT, description = "The configuration.") @JsonRawValue
            String config,

            @Schema(required = true, description = "in-progress, succeeded or failed.")
            String result,

            @Schema(required = true, description = "When it ended, in Unix seconds. 0 if it has not.")
            long endTime,

            @Schema(required = true, description = "The version of the stack that it made.")
            long version,

            @Schema(type = SchemaType.OBJECT, description = "How many resources were changed, by operation.")
            @JsonRawValue
            String resourceChanges,

            @Schema(description = "How many resources the stack had afterwards.")
            Long resourceCount) {}

    /** An update, and who asked for it. */
    @Schema(name = "UpdateInfo", description = "An update of a stack, and who asked for it.")
    record Entry(
            @Schema(required = true, description = "The update.")
            Info info,

            @Schema(required = true, format = "uuid", description = "The id of the update.")
            String updateID,

            @Schema(required = true, description = "The version of the stack that it made.")
            long version,

            @Schema(required = true, description = "The newest version of the stack.")
            long latestVersion,

            @Schema(required = true, description = "Who asked for it.")
            UserInfo requestedBy) {}

    /** Writes a page of updates, the newest first. Reads few at a time, because each can have megabytes of configuration. */
    void write(UUID stackId, long limit, long offset, JsonGenerator target) throws IOException {
        long below = Long.MAX_VALUE;
        long skipped = offset;
        long left = limit;
        while (left > 0) {
            long wanted = Math.min(left, AT_ONCE);
            List<Entry> some = sql.list(
                    FAILURE,
                    SELECT + " and x.version < ? order by x.version desc limit ? offset ?",
                    this::entry,
                    stackId,
                    below,
                    wanted,
                    skipped);
            for (Entry entry : some) {
                target.writePOJO(entry.info());
                below = entry.version();
            }
            skipped = 0;
            left = some.size() < wanted ? 0 : left - wanted;
        }
    }

    /** {@return the newest update} */
    Optional<Entry> latest(UUID stackId) {
        return sql.list(FAILURE, SELECT + " order by x.version desc limit 1", this::entry, stackId).stream()
                .findFirst();
    }

    /** {@return the update that made a version} */
    Optional<Entry> find(UUID stackId, long version) {
        return sql.list(FAILURE, SELECT + " and x.version = ?", this::entry, stackId, version).stream()
                .findFirst();
    }

    private Entry entry(ResultSet row) throws SQLException {
        Info info = new Info(
                row.getString("kind"),
                seconds(row, "started_at"),
                row.getString("message"),
                row.getString("environment"),
                row.getString("config"),
                result(row.getString("status")),
                seconds(row, "ended_at"),
                row.getLong("version"),
                row.getString("resource_changes"),
                row.getObject("resource_count", Long.class));
        return new Entry(
                info, row.getString("id"), info.version(), row.getLong("last_version"), UserInfo.of(row, address));
    }

    private static String result(String status) {
        return switch (status) {
            case "running" -> "in-progress";
            case "succeeded" -> "succeeded";
            default -> "failed";
        };
    }

    private static long seconds(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? 0 : Instant.from(time).getEpochSecond();
    }
}
