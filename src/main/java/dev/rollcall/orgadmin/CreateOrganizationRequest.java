package dev.rollcall.orgadmin;

import jakarta.validation.constraints.NotNull;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A new organization. */
@Schema(description = "A new organization.")
public record CreateOrganizationRequest(
        @NotNull(message = "is missing")
        @Schema(
                required = true,
                minLength = 3,
                maxLength = 40,
                pattern = AdministeredOrganization.LOGIN,
                description = "The name in URLs.")
        String name,

        @Schema(maxLength = 255, description = "The name that is shown. Default: the name in URLs.")
        String displayName,

        @Schema(description = "The login of the person who becomes its admin. Default: the caller.")
        String admin) {}
