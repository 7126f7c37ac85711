package dev.rollcall.stack;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Some of the stacks that a caller may reach (contract, section 2.9). */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "AppListStacksResponse", description = "Stacks, and where there are more of them.")
record StackPage(
        @Schema(required = true, description = "The stacks, in no order that means something.")
        List<Summary> stacks,

        // Absent, never empty: an empty one sends the CLI round in circles.
        @Schema(description = "To be sent to get the next page; absent on the last one.")
        String continuationToken) {

    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "AppStackSummary", description = "A stack, without what is in it.")
    record Summary(
            @Schema(required = true, format = "uuid", description = "The stack's immutable id.")
            String id,

            @Schema(required = true, description = "Name of the organization that owns it.")
            String orgName,

            @Schema(required = true, description = "Name of its project.")
            String projectName,

            @Schema(required = true, description = "Its name in the project.")
            String stackName,

            @Schema(
                    description = "When the last update began, in Unix seconds; 0 while one is in progress, absent if"
                            + " there was none.")
            Long lastUpdate,

            @Schema(description = "How many resources it has; absent if nobody said so yet.")
            Long resourceCount,

            @Schema(required = true, description = "Where to look at it.")
            Links links) {}

    @Schema(name = "AppStackLinks", description = "Addresses of a stack's pages.")
    record Links(
            @Schema(required = true, description = "The stack's page in the console.")
            String self) {}
}
