package dev.rollcall.directory;

import dev.rollcall.http.ApiException;
import dev.rollcall.query.Required;
import dev.rollcall.stack.StackAccess;
import dev.rollcall.tag.StackTags;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A new stack (contract for stacks, section 6). */
@Schema(name = "AppCreateStackRequest", description = "A new stack.")
record CreateStackRequest(
        @Schema(
                required = true,
                pattern = StackAccess.NAME_PATTERN,
                description = "The name of the stack, unique in its project in upper or lower case.")
        String stackName,

        @Schema(nullable = true, description = "The tags of the stack: at most 100.")
        Map<String, String> tags,

        @Schema(nullable = true, description = "Names of teams that may update the stack.")
        List<String> teams,

        @Schema(nullable = true, description = "The state that the stack begins with.")
        Map<String, Object> state,

        @Schema(nullable = true, description = "Not supported: this server has no environments.")
        Map<String, Object> config,

        @Schema(nullable = true, description = "Not supported: this server has no environments.")
        Boolean createManagedEnvironment) {

    /**
     * Checks names and tags, and refuses what this release cannot do.
     *
     * @throws ApiException 400 with what is wrong
     */
    CreateStackRequest checked(String project) {
        DirectoryNames.check("project", project);
        DirectoryNames.check("stackName", Required.of("stackName", stackName));
        StackTags.check(tagsOrNone());
        if (config != null || Boolean.TRUE.equals(createManagedEnvironment)) {
            throw ApiException.badRequest(
                    "This server has no environments (ESC), so it cannot keep the configuration of a"
                            + " stack. Create the stack without --remote-config: its configuration is then in a file.");
        }
        return this;
    }

    Map<String, String> tagsOrNone() {
        return tags == null ? Map.of() : tags;
    }

    /** {@return the names of teams, each once} The CLI sends {@code --teams a,b} as one text (contract, section 2). */
    List<String> teamNames() {
        return teams == null
                ? List.of()
                : teams.stream()
                        .filter(Objects::nonNull)
                        .flatMap(names -> Stream.of(names.split(",", -1)))
                        .map(String::strip)
                        .filter(name -> !name.isEmpty())
                        .distinct()
                        .toList();
    }
}
