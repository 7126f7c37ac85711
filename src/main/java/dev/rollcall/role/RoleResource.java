package dev.rollcall.role;

import static org.eclipse.microprofile.openapi.annotations.enums.ParameterIn.QUERY;
import static org.eclipse.microprofile.openapi.annotations.enums.SchemaType.BOOLEAN;
import static org.eclipse.microprofile.openapi.annotations.enums.SchemaType.STRING;

import dev.rollcall.http.ApiException;
import dev.rollcall.organization.OrganizationAccess;
import dev.rollcall.organization.Permission;
import dev.rollcall.organization.Standing;
import dev.rollcall.security.Caller;
import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Reads the roles of an organization (contract for writes, section 3.5). */
@Path("/api/orgs/{orgName}/roles")
@Authenticated
@Tag(name = "Roles")
class RoleResource {

    /** Other purposes that clients ask about. This server has nothing for them. */
    private static final Set<String> OTHER_PURPOSES =
            Set.of("role_private", "role_temporary", "role_user_private", "policy", "set");

    private final SecurityIdentity identity;
    private final OrganizationAccess access;
    private final Roles roles;

    RoleResource(SecurityIdentity identity, OrganizationAccess access, Roles roles) {
        this.identity = identity;
        this.access = access;
        this.roles = roles;
    }

    @GET
    @Operation(
            operationId = "ListRolesByOrgIDAndUXPurpose",
            summary = "List the roles of an organization",
            description = "The built-in roles and the custom ones. For admins of the organization.")
    @Parameter(
            name = "uxPurpose",
            in = QUERY,
            description = "Only roles for this purpose. This server has roles for the purpose role only.",
            schema =
                    @Schema(
                            type = STRING,
                            enumeration = {
                                "role",
                                "role_private",
                                "role_temporary",
                                "role_user_private",
                                "policy",
                                "set"
                            }))
    @APIResponse(responseCode = "200", description = "All roles for the purpose.")
    @APIResponse(responseCode = "400", description = "There is no such purpose.")
    @APIResponse(responseCode = "403", description = "The caller may not read roles.")
    @APIResponse(responseCode = "404", description = "The caller belongs to no organization of this name.")
    // Reads the URI, because Quarkus passes empty parameters as absent.
    public ListRolesResponse list(String orgName, @Context UriInfo uri) {
        Standing standing = reader(orgName);
        String purpose = uri.getQueryParameters().getFirst("uxPurpose");
        if (purpose == null || purpose.equals("role")) {
            return new ListRolesResponse(roles.all(standing));
        }
        if (!OTHER_PURPOSES.contains(purpose)) {
            throw ApiException.badRequest("Role purpose is not valid");
        }
        return new ListRolesResponse(List.of());
    }

    @POST
    @Operation(
            operationId = "CreateRole",
            summary = "Create a custom role",
            description = "This version refuses every request, because it has the built-in roles only.")
    @Parameter(
            name = "createPolicyAndRole",
            in = QUERY,
            description = "Has no effect.",
            schema = @Schema(type = BOOLEAN))
    @APIResponse(responseCode = "400", description = "This version cannot create custom roles.")
    @APIResponse(responseCode = "403", description = "The caller may not create roles.")
    @APIResponse(responseCode = "404", description = "The caller belongs to no organization of this name.")
    public RoleRecord create(String orgName, CreateRoleRequest body) {
        access.of(caller(), orgName).require(Permission.CREATE_ROLES);
        throw ApiException.badRequest("This server cannot create custom roles yet. Use the built-in roles Member, Admin"
                + " and Billing Manager.");
    }

    @GET
    @Path("{roleID}")
    @Operation(
            operationId = "GetRole",
            summary = "Get a role of an organization",
            description = "A built-in or a custom one. For admins of the organization.")
    @APIResponse(responseCode = "200", description = "The role.")
    @APIResponse(responseCode = "403", description = "The caller may not read roles.")
    @APIResponse(responseCode = "404", description = "No such role, or the caller does not belong to the organization.")
    public RoleRecord get(String orgName, String roleID) {
        return roles.get(reader(orgName), roleID)
                .orElseThrow(() -> ApiException.notFound("Role '" + roleID + "' not found"));
    }

    @GET
    @Path("scopes")
    @Operation(
            operationId = "ListAvailableScopes",
            summary = "List the permissions that roles consist of",
            description = "By kind of resource, and in groups. For admins of the organization.")
    @APIResponse(responseCode = "200", description = "All permissions.")
    @APIResponse(responseCode = "403", description = "The caller may not read roles.")
    @APIResponse(responseCode = "404", description = "The caller belongs to no organization of this name.")
    public Map<String, List<Scopes.Group>> scopes(String orgName) {
        reader(orgName);
        return Scopes.ALL;
    }

    private Standing reader(String orgName) {
        return access.of(caller(), orgName).require(Permission.READ_ROLES);
    }

    private Caller caller() {
        return (Caller) identity.getPrincipal();
    }
}
