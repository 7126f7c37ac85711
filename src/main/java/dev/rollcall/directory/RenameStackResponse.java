package dev.rollcall.directory;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The answer to a new name. */
@Schema(name = "AppImportStackResponse", description = "The stack was renamed.")
record RenameStackResponse(
        @Schema(required = true, description = "Empty: a stack without updates is renamed without one.")
        String updateId) {}
