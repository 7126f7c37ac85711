package dev.rollcall.directory;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** New names of a stack and its project. At least one of them differs from what it is (contract for stacks, section 6). */
@Schema(name = "AppStackRenameRequest", description = "New names of a stack and its project.")
record RenameStackRequest(
        @Schema(nullable = true, description = "Absent or empty: the name stays.")
        String newName,

        @Schema(nullable = true, description = "Absent or empty: the project stays.")
        String newProject) {

    String nameOr(String name) {
        return newName == null || newName.isEmpty() ? name : DirectoryNames.check("newName", newName);
    }

    String projectOr(String project) {
        return newProject == null || newProject.isEmpty() ? project : DirectoryNames.check("newProject", newProject);
    }
}
