package dev.rollcall.stack;

import static org.eclipse.microprofile.openapi.annotations.enums.ParameterIn.QUERY;
import static org.eclipse.microprofile.openapi.annotations.enums.SchemaType.INTEGER;
import static org.eclipse.microprofile.openapi.annotations.enums.SchemaType.STRING;

import dev.rollcall.query.PageSize;
import dev.rollcall.security.Caller;
import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.UriInfo;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Lists the stacks that the caller may reach (contract, section 2.9). */
@Path("/api/user/stacks")
@Authenticated
@Tag(name = "Users")
class StackResource {

    private final SecurityIdentity identity;
    private final StackListing listing;

    StackResource(SecurityIdentity identity, StackListing listing) {
        this.identity = identity;
        this.listing = listing;
    }

    @GET
    @Operation(
            operationId = "ListUserStacks",
            summary = "List the stacks that the caller can reach",
            description =
                    "All stacks that an organization, a team, a custom role or a personal grant opens to the caller.")
    @APIResponse(responseCode = "200", description = "A page of stacks.")
    @APIResponse(responseCode = "400", description = "A parameter is invalid, for example the continuation token.")
    @APIResponse(
            responseCode = "403",
            description =
                    "The caller's access token lives too long for the organization of the filter or of the token.")
    @APIResponse(responseCode = "404", description = "The caller does not have this role.")
    @Parameter(
            name = "organization",
            in = QUERY,
            description = "Only stacks of this organization, in upper or lower case.",
            schema = @Schema(type = STRING))
    @Parameter(
            name = "project",
            in = QUERY,
            description = "Only stacks of projects with this name, in upper or lower case.",
            schema = @Schema(type = STRING))
    @Parameter(
            name = "tagName",
            in = QUERY,
            description = "Only stacks with this tag.",
            schema = @Schema(type = STRING))
    @Parameter(
            name = "tagValue",
            in = QUERY,
            description = "Only stacks whose tag has this value, which may be empty. Needs tagName.",
            schema = @Schema(type = STRING))
    @Parameter(
            name = "roleID",
            in = QUERY,
            description = "Only stacks that are granted to this custom role of the caller.",
            schema = @Schema(type = STRING))
    @Parameter(
            name = "maxResults",
            in = QUERY,
            description = "Maximum number of stacks. Values above 1000 count as 1000.",
            schema = @Schema(type = INTEGER, minimum = "1", defaultValue = "500"))
    @Parameter(
            name = "continuationToken",
            in = QUERY,
            description = "From the previous page of the same caller. Send the same filters.",
            schema = @Schema(type = STRING))
    // Reads the URI, because Quarkus passes empty parameters as absent, and an empty tag value is not an absent one.
    public StackPage list(@Context UriInfo uri) {
        MultivaluedMap<String, String> query = uri.getQueryParameters();
        StackFilter filter = StackFilter.of(
                query.getFirst("organization"),
                query.getFirst("project"),
                query.getFirst("tagName"),
                query.getFirst("tagValue"),
                query.getFirst("roleID"));
        PageSize size = PageSize.of(query.getFirst("maxResults"), 500);
        return listing.page(
                (Caller) identity.getPrincipal(),
                !identity.hasRole(Caller.PERSON),
                filter,
                size,
                query.getFirst("continuationToken"));
    }
}
