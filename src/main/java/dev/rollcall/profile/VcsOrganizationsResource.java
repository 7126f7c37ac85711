package dev.rollcall.profile;

import dev.rollcall.http.AsksProviders;
import dev.rollcall.identity.Identity;
import dev.rollcall.organization.Organization;
import dev.rollcall.profile.LinkedOrganizations.Shown;
import dev.rollcall.provider.IdentityProvider;
import dev.rollcall.provider.ProviderOrganization;
import dev.rollcall.security.Caller;
import io.quarkus.narayana.jta.QuarkusTransaction;
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

/** The organizations that the caller sees at the providers of their identities, asked for now. */
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
            @Schema(required = true, description = "The organizations, by identity.")
            List<VcsOrganization> organizations) {}

    @Schema(name = "PulumiGitHubOrganization", description = "An organization at an identity provider.")
    record VcsOrganization(
            @Schema(required = true, description = "As the provider describes it.")
            UserInfo organization,

            @Schema(required = true, description = "The provider.")
            IdentityProvider vcsKind,

            @Schema(required = true, description = "Whether an organization here is backed by it.")
            boolean knownToPulumi) {}

    @Schema(name = "UserInfo", description = "How somebody, or an organization, is shown.")
    record UserInfo(
            @Schema(required = true, description = "The name that is shown.")
            String name,

            @Schema(required = true, description = "The name that URLs use.")
            String githubLogin,

            @Schema(required = true, description = "Address of its picture.")
            String avatarUrl) {}

    @GET
    @Operation(
            operationId = "ListIdentityProviderOrganizations",
            summary = "List the organizations at identity providers",
            description = "What the caller sees with any of their identities. A provider that fails is left out.")
    @APIResponse(responseCode = "200", description = "The organizations.")
    public ListOrganizationsResponse organizations() {
        List<Shown> shown = linked.of(userId());
        return new ListOrganizationsResponse(QuarkusTransaction.requiringNew()
                .call(() ->
                        shown.stream().flatMap(one -> described(one).stream()).toList()));
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
