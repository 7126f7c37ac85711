package dev.rollcall.stack;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A page of the stacks that a caller may reach (contract, section 2.9). */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "AppListStacksResponse", description = "A page of stacks.")
public record StackPage(
        @Schema(required = true, description = "The stacks, in no particular order.")
        List<Summary> stacks,

        // Absent, never empty: with an empty token the CLI requests the first page again and again.
        @Schema(description = "Send it to get the next page. Absent on the last page.")
        String continuationToken) {

    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "AppStackSummary", description = "A stack without its resources.")
    public record Summary(
            @Schema(required = true, format = "uuid", description = "The immutable id of the stack.")
            String id,

            @Schema(required = true, description = "The name of the organization that owns the stack.")
            String orgName,

            @Schema(required = true, description = "The name of the stack's project.")
            String projectName,

            @Schema(required = true, description = "The name of the stack in its project.")
            String stackName,

            @Schema(
                    description =
                            "When the last update began: Unix time in seconds. 0: an update is in progress. Absent:"
                                    + " no update yet.")
            Long lastUpdate,

            @Schema(description = "The number of resources. Absent before the first update.")
            Long resourceCount,

            @Schema(required = true, description = "Links to the stack.")
            Links links) {}

    @Schema(name = "AppStackLinks", description = "Links to a stack.")
    public record Links(
            @Schema(required = true, description = "The stack's page in the console.")
            String self) {}
}
