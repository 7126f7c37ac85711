package dev.rollcall.machinetoken;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A new organization token (contract for writes, section 3.6). Clients leave out everything except the name. */
@Schema(description = "A new token of an organization.")
public record CreateOrgAccessTokenRequest(
        @Schema(
                required = true,
                minLength = 1,
                maxLength = 40,
                pattern = NewToken.NAME,
                description = "Unique among the tokens of the organization and its teams, deleted ones included, in any"
                        + " case.")
        String name,

        @Schema(
                nullable = true,
                maxLength = 1024,
                pattern = NewToken.DESCRIPTION,
                description = "What the token is for. May be empty.")
        String description,

        @Schema(
                nullable = true,
                description =
                        "When the token expires: Unix time in seconds, at most two years ahead. Absent or 0: never, or with"
                                + " the token or JWT of the request. Required where the organization limits it.")
        Long expires,

        @Schema(nullable = true, description = "Whether the token acts as an admin. roleID counts more.")
        Boolean admin,

        @Schema(
                nullable = true,
                description = "The id of the built-in role with which the token acts. Default: the role Member.")
        String roleID) {}
