package dev.rollcall.profile;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.rollcall.organization.OrganizationSummary;
import dev.rollcall.provider.IdentityProvider;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The body of {@code GET /api/user} (contract, section 2.1), with the fields in the order of the wire. A field that is
 * null is left out of the JSON.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "User", description = "The caller's account.")
record UserProfile(
        @Schema(required = true, format = "uuid", description = "The account's id. Never changes.")
        String id,

        @Schema(required = true, description = "The account's login: its name in URLs and on the command line.")
        String githubLogin,

        @Schema(required = true, description = "The display name.")
        String name,

        @Schema(required = true, description = "The primary e-mail address. Empty if there is none.")
        String email,

        @Schema(required = true, description = "URL of the account's picture.")
        String avatarUrl,

        @Schema(required = true, description = "Organizations of the account. The individual organization is first.")
        List<OrganizationSummary> organizations,

        @Schema(
                description =
                        "Organizations that the account could join: an identity belongs to the organization at the"
                                + " provider that backs them.")
        List<OrganizationSummary> potentialOrganizations,

        @Schema(required = true, description = "Providers of the linked identities. The primary identity is first.")
        List<IdentityProvider> identities,

        @Schema(description = "True for site administrators, otherwise absent.")
        Boolean siteAdmin,

        @Schema(description = "True for administrators of the package registry, otherwise absent.")
        Boolean registryAdmin,

        @Schema(description = "Present only for organization tokens and team tokens.")
        TokenInfo tokenInfo,

        @JsonProperty("hasMFA") @Schema(required = true, description = "Whether the account has a second factor.")
        boolean hasMfa,

        @JsonProperty("isOrgManaged")
        @Schema(required = true, description = "Whether an organization manages the account.")
        boolean orgManaged,

        @JsonProperty("isManagedByMultiOrg")
        @Schema(required = true, description = "Whether several organizations manage the account.")
        boolean managedByMultiOrg) {

    /** A machine token. Of organization and team, the one that does not apply is null in the JSON, not absent. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    @Schema(name = "TokenInfo", description = "An organization token or a team token.")
    record TokenInfo(
            @Schema(required = true, description = "The token's name.")
            String name,

            @Schema(
                    required = true,
                    nullable = true,
                    description = "The organization of an organization token, otherwise null.")
            String organization,

            @Schema(required = true, nullable = true, description = "The team of a team token, otherwise null.")
            String team) {}
}
