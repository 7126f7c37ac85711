package dev.rollcall.accounts;

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

/** The accounts of people, for site administrators. Pulumi Cloud's published API has no such operations. */
@Path("/api/admin/users")
@RolesAllowed(Caller.SITE_ADMIN)
@Tag(name = "Administration")
class AccountAdministrationResource {

    private final SecurityIdentity identity;
    private final Accounts accounts;
    private final AccountAdministration administration;

    AccountAdministrationResource(SecurityIdentity identity, Accounts accounts, AccountAdministration administration) {
        this.identity = identity;
        this.accounts = accounts;
        this.administration = administration;
    }

    @GET
    @Operation(
            operationId = "ListUsers",
            summary = "List the accounts of people",
            description = "By login, in pages. Also suspended ones.")
    @Parameter(
            name = "search",
            in = QUERY,
            description = "Only people whose login, name or e-mail address contains this text, in upper or lower case.",
            schema = @Schema(type = STRING))
    @Parameter(
            name = "maxResults",
            in = QUERY,
            description = "Maximum number of accounts. Values above 1000 count as 1000.",
            schema = @Schema(type = INTEGER, minimum = "1", defaultValue = "100"))
    @Parameter(name = "continuationToken", in = QUERY)
    @APIResponse(responseCode = "200", description = "A page of accounts.")
    @APIResponse(responseCode = "400", description = "A parameter is invalid.")
    // Reads the URI, because Quarkus passes empty parameters as absent. A client that sends an empty continuation token
    // would get the first page again and again.
    public AdministeredUser.Page list(@Context UriInfo uri) {
        MultivaluedMap<String, String> query = uri.getQueryParameters();
        return accounts.page(
                Objects.requireNonNullElse(query.getFirst("search"), ""),
                PageSize.of(query.getFirst("maxResults"), 100),
                query.getFirst("continuationToken"));
    }

    @POST
    @ResponseStatus(201)
    @Operation(
            operationId = "CreateUser",
            summary = "Create an account for a person",
            description =
                    "With an individual organization. The person signs in with an identity that an administrator attaches.")
    @APIResponse(responseCode = "201", description = "The new account.")
    @APIResponse(responseCode = "400", description = "The body is invalid.")
    @APIResponse(responseCode = "409", description = "Somebody has the login or the verified address.")
    public AdministeredUser create(
            @Valid @NotNull(message = "is missing") CreateUserRequest body, @Context HttpServerRequest request) {
        return administration.create(caller().source(request), body);
    }

    @GET
    @Path("{login}")
    @Operation(operationId = "GetUser", summary = "Get the account of a person", description = "Also a suspended one.")
    @APIResponse(responseCode = "200", description = "The account.")
    @APIResponse(responseCode = "404", description = "Nobody has this login.")
    public AdministeredUser get(String login) {
        return accounts.get(login);
    }

    @PATCH
    @Path("{login}")
    @Operation(
            operationId = "ChangeUser",
            summary = "Change the account of a person",
            description = "A sync with a provider keeps what is set here. The old login stays reserved for the person.")
    @APIResponse(responseCode = "204", description = "The account is as the body says.")
    @APIResponse(responseCode = "400", description = "The body is invalid.")
    @APIResponse(responseCode = "404", description = "Nobody has this login.")
    @APIResponse(
            responseCode = "409",
            description = "Somebody has the login or the verified address, or no site administrator would be left.")
    public void change(
            String login, @NotNull(message = "is missing") ChangeUserRequest body, @Context HttpServerRequest request) {
        administration.change(caller().source(request), login, body);
    }

    @DELETE
    @Path("{login}")
    @Consumes(MediaType.WILDCARD)
    @Operation(
            operationId = "DeleteUser",
            summary = "Delete the account of a person",
            description =
                    "With its tokens, sessions, identities, memberships and individual organization, forever. The login"
                            + " stays reserved for a while.")
    @Parameter(
            name = "force",
            in = QUERY,
            description =
                    "true deletes the stacks of the individual organization, too. Without it, an account with such"
                            + " stacks is not deleted.",
            schema = @Schema(type = BOOLEAN, defaultValue = "false"))
    @APIResponse(responseCode = "204", description = "The account is gone.")
    @APIResponse(responseCode = "400", description = "force is invalid.")
    @APIResponse(responseCode = "404", description = "Nobody has this login.")
    @APIResponse(
            responseCode = "409",
            description = "The person is the last admin of an organization, which the message names, or the last site"
                    + " administrator, or has stacks.")
    public void delete(String login, @Context UriInfo uri, @Context HttpServerRequest request) {
        boolean force = Flag.of("force", uri.getQueryParameters().getFirst("force"));
        administration.delete(caller().source(request), login, force);
    }

    private Caller caller() {
        return (Caller) identity.getPrincipal();
    }
}
