package dev.rollcall.settings;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** An organization (contract for writes, section 3.1). */
@Schema(name = "Organization", description = "An organization.")
record OrganizationProfile(
        @Schema(required = true, description = "The name that URLs and stacks use.")
        String githubLogin,

        @Schema(required = true, description = "The name that is shown.")
        String name,

        @Schema(required = true, description = "URL of its picture.")
        String avatarUrl,

        @Schema(required = true, description = "Always empty. Some clients need the field.")
        List<String> repos) {}
