package dev.rollcall.settings;

import dev.rollcall.http.PublicAddress;
import dev.rollcall.organization.OrganizationAccess;
import dev.rollcall.organization.Standing;
import dev.rollcall.security.Caller;
import dev.rollcall.user.Avatar;
import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import io.vertx.core.http.HttpServerRequest;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What members see of their organization, and its settings (contract for writes, section 3.1). */
@Path("/api/orgs/{orgName}")
@Authenticated
@Tag(name = "Organizations")
class OrganizationResource {

    private final SecurityIdentity identity;
    private final OrganizationAccess access;
    private final OrganizationSettings settings;
    private final PublicAddress address;

    OrganizationResource(
            SecurityIdentity identity,
            OrganizationAccess access,
            OrganizationSettings settings,
            PublicAddress address) {
        this.identity = identity;
        this.access = access;
        this.settings = settings;
        this.address = address;
    }

    @GET
    @Operation(
            operationId = "GetOrganization",
            summary = "Get an organization",
            description = "The caller must belong to the organization.")
    @APIResponse(responseCode = "200", description = "The organization.")
    @APIResponse(responseCode = "403", description = "The caller's access token lives too long for the organization.")
    @APIResponse(responseCode = "404", description = "The caller belongs to no organization of this name.")
    public OrganizationProfile get(String orgName) {
        Standing standing = access.of(caller(), orgName);
        return new OrganizationProfile(
                standing.login(),
                standing.name(),
                standing.avatarUrl() == null
                        ? address.link(Avatar.path(standing.organizationId()))
                        : standing.avatarUrl(),
                List.of());
    }

    @GET
    @Path("metadata")
    @Operation(
            operationId = "GetOrganizationMetadata",
            summary = "Get the settings of an organization",
            description = "Also the caller's role, and how many members and stacks the organization has.")
    @APIResponse(responseCode = "200", description = "The settings.")
    @APIResponse(responseCode = "403", description = "The caller's access token lives too long for the organization.")
    @APIResponse(responseCode = "404", description = "The caller belongs to no organization of this name.")
    public OrganizationMetadata metadata(String orgName) {
        return settings.read(access.of(caller(), orgName));
    }

    @PATCH
    @Operation(
            operationId = "UpdateOrganizationSettings",
            summary = "Change the settings of an organization",
            description = "Changes the settings that the body names. For admins of the organization.")
    @APIResponse(responseCode = "200", description = "All settings, after the change.")
    @APIResponse(responseCode = "400", description = "A setting has an invalid value, or this server does not have it.")
    @APIResponse(responseCode = "403", description = "The caller may not change the settings.")
    @APIResponse(responseCode = "404", description = "The caller belongs to no organization of this name.")
    public OrganizationMetadata update(
            String orgName,
            @NotNull(message = "is missing") UpdateOrganizationRequest body,
            @Context HttpServerRequest request) {
        return settings.update(caller(), caller().source(request), orgName, body);
    }

    private Caller caller() {
        return (Caller) identity.getPrincipal();
    }
}
