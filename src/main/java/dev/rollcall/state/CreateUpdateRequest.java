package dev.rollcall.state;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What a client is about to do with a stack (contract for stacks, section 3). Other fields are ignored. */
@Schema(name = "AppUpdateProgramRequest", description = "A new update.")
record CreateUpdateRequest(
        @Schema(description = "How the program is run.") Options options,

        @Schema(type = SchemaType.OBJECT, description = "The configuration by key. Secret values are encrypted.")
        JsonNode config,

        @Schema(description = "What the history shows.") Metadata metadata) {

    @Schema(name = "AppUpdateOptions", description = "How the program is run.")
    record Options(
            @Schema(description = "Whether nothing changes: a preview.")
            Boolean dryRun) {}

    @Schema(name = "AppUpdateMetadata", description = "What the history shows.")
    record Metadata(
            @Schema(description = "A message.") String message,

            @Schema(type = SchemaType.OBJECT, description = "Where the program runs, for example its Git commit.")
            JsonNode environment) {}

    boolean isDryRun() {
        return options != null && Boolean.TRUE.equals(options.dryRun());
    }

    String message() {
        return Optional.ofNullable(metadata).map(Metadata::message).orElse("");
    }

    JsonNode environment() {
        return metadata == null ? null : metadata.environment();
    }
}
