package dev.rollcall.accounts;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The changes to an account. What is absent stays as it is. */
@Schema(description = "The changes to an account. What is absent stays as it is.")
public record ChangeUserRequest(
        @Schema(
                minLength = 3,
                maxLength = 40,
                pattern = CreateUserRequest.LOGIN,
                description = "The new name in URLs. The old one stays reserved for the person for a while.")
        String login,

        @Schema(minLength = 1, maxLength = 255, description = "The new name that is shown.")
        String name,

        @Schema(
                maxLength = 254,
                description = "The new e-mail address. The empty string: none. It is not verified unless emailVerified"
                        + " says so.")
        String email,

        @Schema(description = "Whether the address is verified.")
        Boolean emailVerified,

        @Schema(
                maxLength = 2048,
                description = "The https URL of the new picture. The empty string: the generated picture.")
        String avatarUrl,

        @Schema(description = "Whether the person administers this server.")
        Boolean siteAdmin) {}
