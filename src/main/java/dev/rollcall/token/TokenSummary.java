package dev.rollcall.token;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** An access token in a list, without its secret. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "AccessToken", description = "An access token, without its value.")
public record TokenSummary(
        @Schema(required = true, description = "The id of the token, for example to delete it.")
        String id,

        @Schema(required = true, description = "The name of the token. Empty for personal tokens.")
        String name,

        @Schema(required = true, description = "What the token is for, as its owner described it.")
        String description,

        @Schema(required = true, description = "When the token was created: ISO 8601, UTC.")
        String created,

        @Schema(required = true, description = "When the token was last used: Unix time in seconds. 0: never.")
        long lastUsed,

        @Schema(required = true, description = "When the token expires: Unix time in seconds. 0: never.")
        long expires,

        @Schema(
                required = true,
                description =
                        "Whether the token acts as an admin. False for personal tokens, which act as their owner.")
        boolean admin,

        @Schema(
                required = true,
                description = "The login of the person who created the token, or of the service account.")
        String createdBy,

        @Schema(description = "The role with which it acts. Absent for personal tokens, which act as their owner.")
        TokenRole role,

        @Schema(
                type = SchemaType.STRING,
                enumeration = {"personal", "refresh", "organization", "team"},
                description = "The kind of token.")
        String type) {}
