package dev.rollcall.orgadmin;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The changes to an organization. What is absent stays as it is. */
@Schema(description = "The changes to an organization. What is absent stays as it is.")
public record ChangeOrganizationRequest(
        @Schema(
                minLength = 3,
                maxLength = 40,
                pattern = AdministeredOrganization.LOGIN,
                description = "The new name in URLs. The old one stays reserved for a while.")
        String name,

        @Schema(maxLength = 255, description = "The new name that is shown.")
        String displayName,

        @Schema(
                maxLength = 2048,
                description = "The https URL of the new picture. The empty string: the generated picture.")
        String avatarUrl) {}
