package dev.rollcall.profile;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.rollcall.organization.OrganizationSummary;
import dev.rollcall.provider.IdentityProvider;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The caller as the official User schema shows them (contract, section 2.1). What is optional there is null here and
 * left out of the JSON.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "User", description = "Everything an account may know about itself.")
record UserProfile(
        @Schema(required = true, format = "uuid", description = "The account's immutable id.")
        String id,

        @Schema(required = true, description = "The account's name in URLs and on the command line.")
        String githubLogin,

        @Schema(required = true, description = "The name that is shown.")
        String name,

        @Schema(required = true, description = "Primary address; empty when there is none.")
        String email,

        @Schema(required = true, description = "Address of the account's picture.")
        String avatarUrl,

        @Schema(required = true, description = "Organizations that the account belongs to, its own first.")
        List<OrganizationSummary> organizations,

        @Schema(description = "Organizations that the account could join, since it belongs to what backs them.")
        List<OrganizationSummary> potentialOrganizations,

        @Schema(required = true, description = "Providers of the linked identities.")
        List<IdentityProvider> identities,

        @Schema(description = "Present for administrators of this installation.")
        Boolean siteAdmin,

        @Schema(description = "Present for administrators of the package registry.")
        Boolean registryAdmin,

        @Schema(description = "Present for tokens of organizations and teams.")
        TokenInfo tokenInfo,

        @JsonProperty("hasMFA") @Schema(required = true, description = "Whether a second factor is in use.")
        boolean hasMfa,

        @JsonProperty("isOrgManaged")
        @Schema(required = true, description = "Whether an organization manages the account.")
        boolean orgManaged,

        @JsonProperty("isManagedByMultiOrg")
        @Schema(required = true, description = "Whether several organizations manage the account.")
        boolean managedByMultiOrg) {

    /** A machine token's own facts; of organization and team the one that does not apply is null, and there. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    @Schema(name = "TokenInfo", description = "What a machine token is called and belongs to.")
    record TokenInfo(
            @Schema(required = true, description = "The token's name.")
            String name,

            @Schema(required = true, nullable = true, description = "The organization of an organization token.")
            String organization,

            @Schema(required = true, nullable = true, description = "The team of a team token.")
            String team) {}
}
