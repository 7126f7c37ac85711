package dev.rollcall.token;

import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A token as lists show it: everything but its secret. */
@Schema(name = "AccessToken", description = "An access token, without its value.")
public record TokenSummary(
        @Schema(required = true, description = "What it is called when it is deleted.")
        String id,

        @Schema(required = true, description = "Its name; personal tokens have none, so empty for them.")
        String name,

        @Schema(required = true, description = "What its owner wrote about it.")
        String description,

        @Schema(required = true, description = "When it was created, in ISO 8601 and UTC.")
        String created,

        @Schema(required = true, description = "When it was used last, in seconds since 1970; 0 for never.")
        long lastUsed,

        @Schema(required = true, description = "When it ends, in seconds since 1970; 0 for never.")
        long expires,

        @Schema(required = true, description = "Whether it acts as an admin; personal tokens do as their owner.")
        boolean admin,

        @Schema(required = true, description = "Login of who created it.")
        String createdBy,

        @Schema(
                type = SchemaType.STRING,
                enumeration = {"personal", "refresh", "organization", "team"},
                description = "Whom it stands for.")
        String type) {}
