package dev.rollcall.orgadmin;

import static org.eclipse.microprofile.openapi.annotations.enums.ParameterIn.QUERY;
import static org.eclipse.microprofile.openapi.annotations.enums.SchemaType.BOOLEAN;
import static org.eclipse.microprofile.openapi.annotations.enums.SchemaType.INTEGER;
import static org.eclipse.microprofile.openapi.annotations.enums.SchemaType.STRING;

import dev.rollcall.query.Flag;
import dev.rollcall.query.PageSize;
import dev.rollcall.security.Caller;
import io.quarkus.security.identity.SecurityIdentity;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.UriInfo;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;

/** What site administrators can do with organizations. Pulumi Cloud's published API has no such operations. */
@Path("/api/admin/organizations")
@RolesAllowed(Caller.SITE_ADMIN)
@Tag(name = "Administration")
class OrganizationAdministrationResource {

    private final SecurityIdentity identity;
    private final Organizations organizations;
    private final OrganizationAdministration administration;

    OrganizationAdministrationResource(
            SecurityIdentity identity, Organizations organizations, OrganizationAdministration administration) {
        this.identity = identity;
        this.organizations = organizations;
        this.administration = administration;
    }

    @GET
    @Operation(
            operationId = "ListOrganizations",
            summary = "List the organizations",
            description = "By name, in pages. Individual organizations are left out.")
    @Parameter(
            name = "search",
            in = QUERY,
            description = "Only organizations whose name in URLs or name that is shown contains this text, in upper or"
                    + " lower case.",
            schema = @Schema(type = STRING))
    @Parameter(
            name = "maxResults",
            in = QUERY,
            description = "Maximum number of organizations. Values above 1000 count as 1000.",
            schema = @Schema(type = INTEGER, minimum = "1", defaultValue = "100"))
    @Parameter(name = "continuationToken", in = QUERY)
    @APIResponse(responseCode = "200", description = "A page of organizations.")
    @APIResponse(responseCode = "400", description = "A parameter is invalid.")
    // Reads the URI, because Quarkus passes empty parameters as absent. A client that sends an empty continuation token
    // would get the first page again and again.
    public AdministeredOrganization.Page list(@Context UriInfo uri) {
        MultivaluedMap<String, String> query = uri.getQueryParameters();
        return organizations.page(
                Objects.requireNonNullElse(query.getFirst("search"), ""),
                PageSize.of(query.getFirst("maxResults"), 100),
                query.getFirst("continuationToken"));
    }

    @POST
    @ResponseStatus(201)
    @Operation(
            operationId = "CreateOrganization",
            summary = "Create an organization",
            description = "It has one member: its admin.")
    @APIResponse(responseCode = "201", description = "The new organization.")
    @APIResponse(responseCode = "400", description = "The body is invalid, or the person may not be its admin.")
    @APIResponse(responseCode = "404", description = "Nobody has the admin's login.")
    @APIResponse(responseCode = "409", description = "The name is taken or reserved.")
    public AdministeredOrganization create(
            @Valid @NotNull(message = "is missing") CreateOrganizationRequest body,
            @Context HttpServerRequest request) {
        return administration.create(caller().source(request), body);
    }

    @GET
    @Path("{org}")
    @Operation(
            operationId = "GetAdministeredOrganization",
            summary = "Get an organization",
            description = "Also how many members and stacks it has.")
    @APIResponse(responseCode = "200", description = "The organization.")
    @APIResponse(responseCode = "404", description = "There is no organization of this name.")
    public AdministeredOrganization get(String org) {
        return organizations.get(org);
    }

    @PATCH
    @Path("{org}")
    @Operation(
            operationId = "ChangeOrganization",
            summary = "Rename an organization, or change its picture",
            description = "The old name in URLs stays reserved for the organization for a while.")
    @APIResponse(responseCode = "204", description = "The organization is as the body says.")
    @APIResponse(responseCode = "400", description = "The body is invalid, or the organization is an individual one.")
    @APIResponse(responseCode = "404", description = "There is no organization of this name.")
    @APIResponse(responseCode = "409", description = "The new name is taken or reserved.")
    public void change(
            String org,
            @NotNull(message = "is missing") ChangeOrganizationRequest body,
            @Context HttpServerRequest request) {
        administration.change(caller().source(request), org, body);
    }

    @DELETE
    @Path("{org}")
    @Consumes(MediaType.WILDCARD)
    @Operation(
            operationId = "DeleteOrganization",
            summary = "Delete an organization",
            description =
                    "With its teams, invites and tokens, forever. Its members keep their accounts. Its name stays reserved"
                            + " for a while.")
    @Parameter(
            name = "force",
            in = QUERY,
            description = "true deletes its stacks, too. Without it, an organization with stacks is not deleted.",
            schema = @Schema(type = BOOLEAN, defaultValue = "false"))
    @APIResponse(responseCode = "204", description = "The organization is gone.")
    @APIResponse(responseCode = "400", description = "force is invalid, or the organization is an individual one.")
    @APIResponse(responseCode = "404", description = "There is no organization of this name.")
    @APIResponse(responseCode = "409", description = "The organization has stacks.")
    public void delete(String org, @Context UriInfo uri, @Context HttpServerRequest request) {
        boolean force = Flag.of("force", uri.getQueryParameters().getFirst("force"));
        administration.delete(caller().source(request), org, force);
    }

    private Caller caller() {
        return (Caller) identity.getPrincipal();
    }
}
