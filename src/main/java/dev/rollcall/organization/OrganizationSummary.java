package dev.rollcall.organization;

import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** An organization in a list, with the role of the person who gets the list (contract, section 2.1). */
@Schema(name = "OrganizationSummaryWithRole", description = "An organization, and the role of a person in it.")
public record OrganizationSummary(
        @Schema(required = true, description = "The name that is shown.")
        String name,

        @Schema(required = true, description = "The name that URLs and stacks use.")
        String githubLogin,

        @Schema(required = true, description = "URL of its picture.")
        String avatarUrl,

        @Schema(
                required = true,
                type = SchemaType.STRING,
                enumeration = {"none", "member", "admin", "potential-member", "stack-collaborator", "billing-manager"},
                description = "The role of the person.")
        String role) {}
