package dev.rollcall.directory;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.rollcall.stack.ReachedStack;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A stack without its resources (contract for stacks, section 6). The configuration is never there: with it, the CLI would
 * not read the file that has it.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "AppStack", description = "A stack without its resources.")
record StackRecord(
        @Schema(required = true, format = "uuid", description = "The immutable id of the stack.")
        String id,

        @Schema(required = true) String orgName,
        @Schema(required = true) String projectName,
        @Schema(required = true) String stackName,

        @Schema(
                required = true,
                description = "The id of the newest update, running or ended. Empty before the first one.")
        String activeUpdate,

        @Schema(description = "The update in progress. Absent if there is none.")
        CurrentOperation currentOperation,

        // The CLI sends the tags back with the next update, as all tags. What is missing here would be lost.
        @Schema(required = true, description = "All tags of the stack.")
        Map<String, String> tags,

        @Schema(required = true, description = "The version of the newest update. 0 before the first one.")
        long version) {

    /** An update in progress. */
    @Schema(name = "AppOperationStatus", description = "An update in progress.")
    record CurrentOperation(
            @Schema(required = true, description = "update, refresh, destroy or import.")
            String kind,

            @Schema(required = true, description = "The login of who started it; empty if their account is gone.")
            String author,

            @Schema(required = true, description = "When it started, in Unix seconds.")
            long started) {}

    static StackRecord of(ReachedStack stack, CurrentOperation operation, Map<String, String> tags) {
        UUID update = stack.activeUpdate();
        return new StackRecord(
                stack.id().toString(),
                stack.organization(),
                stack.project(),
                stack.name(),
                update == null ? "" : update.toString(),
                operation,
                tags,
                stack.version());
    }
}
