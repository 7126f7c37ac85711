package dev.rollcall.directory;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The answer to a new stack: an empty object, because there is nothing to tell. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "AppCreateStackResponse", description = "The stack was created.")
record CreateStackResponse(
        @Schema(description = "Messages for the person. Absent, because there are none.")
        List<Message> messages) {

    @Schema(name = "AppMessage", description = "A message for the person.")
    record Message(@Schema(required = true) String message) {}
}
