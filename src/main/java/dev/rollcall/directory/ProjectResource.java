package dev.rollcall.directory;

import dev.rollcall.checkpoint.StateConfig;
import dev.rollcall.checkpoint.StateDocument;
import dev.rollcall.checkpoint.StateReader;
import dev.rollcall.http.ApiException;
import dev.rollcall.organization.OrganizationAccess;
import dev.rollcall.organization.Standing;
import dev.rollcall.security.Caller;
import dev.rollcall.stack.StackListing;
import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.transaction.Transactional;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;

/** Creates stacks. A project is what its stacks have in common, so it exists as long as one of them (contract for stacks, section 6). */
@Path("/api/stacks/{orgName}/{projectName}")
@Authenticated
@Tag(name = "Stacks")
class ProjectResource {

    private final SecurityIdentity identity;
    private final OrganizationAccess access;
    private final StackListing listing;
    private final DirectoryRights rights;
    private final StackCreation creation;
    private final StateReader reader;
    private final StateConfig keepsState;

    ProjectResource(
            SecurityIdentity identity,
            OrganizationAccess access,
            StackListing listing,
            DirectoryRights rights,
            StackCreation creation,
            StateReader reader,
            StateConfig keepsState) {
        this.identity = identity;
        this.access = access;
        this.listing = listing;
        this.rights = rights;
        this.creation = creation;
        this.reader = reader;
        this.keepsState = keepsState;
    }

    @HEAD
    @ResponseStatus(200)
    @Operation(
            operationId = "ProjectExists",
            summary = "Ask whether a project exists",
            description = "It does if the caller can reach one of its stacks.")
    @APIResponse(responseCode = "200", description = "The project exists.")
    @APIResponse(responseCode = "403", description = "The caller's access token lives too long for the organization.")
    @APIResponse(responseCode = "404", description = "The caller reaches no stack of such a project.")
    public void exists(String orgName, String projectName) {
        Caller caller = caller();
        if (!listing.hasProject(caller, !identity.hasRole(Caller.PERSON), orgName, projectName)) {
            throw ApiException.notFound("Project '" + orgName + "/" + projectName + "' not found");
        }
    }

    @POST
    @Transactional
    @Operation(
            operationId = "CreateStack",
            summary = "Create a stack",
            description =
                    "The caller administers the new stack; if the caller is a team token, its team does. For admins of"
                            + " the organization, and for its members and their tokens unless its settings say otherwise.")
    @APIResponse(responseCode = "200", description = "The stack exists.")
    @APIResponse(
            responseCode = "400",
            description =
                    "A name or a tag is invalid, there is no such team, teams are given in an individual organization, or the body asks for"
                            + " what this server does not support: config, createManagedEnvironment.")
    @APIResponse(responseCode = "403", description = "The caller may not create stacks.")
    @APIResponse(responseCode = "404", description = "The caller belongs to no organization of this name.")
    @APIResponse(responseCode = "409", description = "The project has a stack of this name.")
    public CreateStackResponse create(
            String orgName,
            String projectName,
            @NotNull(message = "is missing") CreateStackRequest body,
            @Context HttpServerRequest request,
            @Context RoutingContext context)
            throws IOException {
        Standing standing = access.locked(caller(), orgName);
        rights.requireCreation(standing);
        try (StateDocument state = state(body, context)) {
            creation.create(caller(), caller().source(request), standing, projectName, body, state);
        }
        return new CreateStackResponse(null);
    }

    /** Reads the state from the bytes of the body, which are kept as they are. */
    private StateDocument state(CreateStackRequest body, RoutingContext context) throws IOException {
        if (body.state() == null) {
            return null;
        }
        if (!keepsState.enabled()) {
            throw ApiException.badRequest("This server does not keep the state of stacks.");
        }
        return reader.member(new ByteArrayInputStream(context.body().buffer().getBytes()), "state");
    }

    private Caller caller() {
        return (Caller) identity.getPrincipal();
    }
}
