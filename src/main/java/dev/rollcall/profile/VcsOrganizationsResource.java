package dev.rollcall.profile;

import dev.rollcall.admission.AsksProviders;
import dev.rollcall.database.Transactions;
import dev.rollcall.identity.Identity;
import dev.rollcall.organization.Organization;
import dev.rollcall.profile.LinkedOrganizations.Shown;
import dev.rollcall.provider.IdentityProvider;
import dev.rollcall.provider.ProviderOrganization;
import dev.rollcall.security.Caller;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Reads the caller's organizations from the providers of their identities (contract, section 2.11). */
@Path("/api/user/vcs/organizations")
@RolesAllowed(Caller.PERSON)
@AsksProviders
@Tag(name = "Users")
class VcsOrganizationsResource {

    private final SecurityIdentity identity;
    private final LinkedOrganizations linked;

    VcsOrganizationsResource(SecurityIdentity identity, LinkedOrganizations linked) {
        this.identity = identity;
        this.linked = linked;
    }

    @Schema(name = "ListGitHubOrganizationsResponse", description = "Organizations at identity providers.")
    record ListOrganizationsResponse(
            @Schema(required = true, description = "The organizations, grouped by identity.")
            List<VcsOrganization> organizations) {}

    @Schema(name = "PulumiGitHubOrganization", description = "An organization at an identity provider.")
    record VcsOrganization(
            @Schema(required = true, description = "The organization, as the provider describes it.")
            UserInfo organization,

            @Schema(required = true, description = "The provider.")
            IdentityProvider vcsKind,

            @Schema(required = true, description = "Whether a Rollcall organization is backed by this one.")
            boolean knownToPulumi) {}

    @Schema(name = "UserInfo", description = "A person or an organization, as pages show them.")
    record UserInfo(
            @Schema(required = true, description = "The display name.")
            String name,

            @Schema(required = true, description = "The name in URLs.")
            String githubLogin,

            @Schema(required = true, description = "URL of the picture.")
            String avatarUrl) {}

    @GET
    @Operation(
            operationId = "ListIdentityProviderOrganizations",
            summary = "List the organizations at identity providers",
            description = "Lists the organizations that the caller sees with all their identities. Leaves out providers"
                    + " that fail.")
    @APIResponse(responseCode = "200", description = "The organizations.")
    @APIResponse(responseCode = "400", description = "None of the caller's providers is configured on this server.")
    public ListOrganizationsResponse organizations() {
        List<Shown> shown = linked.of(userId());
        return new ListOrganizationsResponse(Transactions.call(
                () -> shown.stream().flatMap(one -> described(one).stream()).toList()));
    }

    private List<VcsOrganization> described(Shown shown) {
        Identity at = shown.identity();
        Set<String> known = Organization.backedBy(
                at.provider.wireName(),
                at.instance,
                shown.organizations().stream().map(ProviderOrganization::id).toList());
        return shown.organizations().stream()
                .map(organization -> new VcsOrganization(
                        new UserInfo(
                                LinkedOrganizations.name(organization),
                                organization.login(),
                                linked.picture(at, organization)),
                        at.provider,
                        known.contains(organization.id())))
                .toList();
    }

    private UUID userId() {
        return ((Caller) identity.getPrincipal()).userId();
    }
}
