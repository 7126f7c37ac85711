package dev.rollcall.member;

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
import io.vertx.core.http.HttpServerRequest;
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
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Lists and changes the members of an organization (contract for writes, section 3.2). */
@Path("/api/orgs/{orgName}/members")
@Authenticated
@Tag(name = "Members")
class MemberResource {

    private static final String NO_ORGANIZATION = "The caller belongs to no organization of this name.";
    private static final String NOBODY = "Nobody in the organization has this login, or " + NO_ORGANIZATION;

    private final SecurityIdentity identity;
    private final OrganizationAccess access;
    private final Members members;
    private final MemberPages pages;
    private final MemberChanges changes;

    MemberResource(
            SecurityIdentity identity,
            OrganizationAccess access,
            Members members,
            MemberPages pages,
            MemberChanges changes) {
        this.identity = identity;
        this.access = access;
        this.members = members;
        this.pages = pages;
        this.changes = changes;
    }

    @GET
    @Operation(
            operationId = "ListOrganizationMembers",
            summary = "List the members of an organization",
            description = "In pages of 500. For everybody in the organization.")
    @Parameter(
            name = "type",
            in = QUERY,
            description = "frontend and backend list the same people. service-principal lists nobody.",
            schema =
                    @Schema(
                            type = STRING,
                            enumeration = {"frontend", "backend", "service-principal"}))
    @Parameter(
            name = "includeSuspended",
            in = QUERY,
            description = "false leaves out people whose accounts are suspended. Default: true.",
            schema = @Schema(type = BOOLEAN, defaultValue = "true"))
    @Parameter(
            name = "continuationToken",
            in = QUERY,
            description = "From the previous page. Send the same parameters.",
            schema = @Schema(type = STRING))
    @APIResponse(responseCode = "200", description = "A page of members.")
    @APIResponse(responseCode = "400", description = "A parameter is invalid.")
    @APIResponse(responseCode = "403", description = "The caller may not read the members.")
    @APIResponse(responseCode = "404", description = NO_ORGANIZATION)
    // Reads the URI, because Quarkus passes empty parameters as absent. A client that sends an empty continuation token
    // would get the first page again and again.
    public ListMembersResponse list(String orgName, @Context UriInfo uri) {
        Standing standing = access.of(caller(), orgName).require(Permission.READ_MEMBERS);
        MultivaluedMap<String, String> query = uri.getQueryParameters();
        String type = query.getFirst("type");
        boolean people = type == null || type.equals("frontend") || type.equals("backend");
        if (!people && !type.equals("service-principal")) {
            throw invalid();
        }
        boolean includeSuspended = includeSuspended(query.getFirst("includeSuspended"));
        return people
                ? pages.page(standing, includeSuspended, query.getFirst("continuationToken"))
                : new ListMembersResponse(List.of(), null);
    }

    private static boolean includeSuspended(String text) {
        if (text != null && !text.equals("true") && !text.equals("false")) {
            throw invalid();
        }
        return !"false".equals(text);
    }

    private static ApiException invalid() {
        return ApiException.badRequest("invalid query parameter");
    }

    @POST
    @Path("{userLogin}")
    @Operation(
            operationId = "AddOrganizationMember",
            summary = "Add a person with an account to an organization",
            description = "For admins of the organization.")
    @APIResponse(responseCode = "200", description = "The new member.")
    @APIResponse(
            responseCode = "400",
            description = "The role is invalid, the organization is an individual one, or the person may not join it.")
    @APIResponse(responseCode = "403", description = "The caller may not add members.")
    @APIResponse(responseCode = "404", description = "Nobody has this login, or " + NO_ORGANIZATION)
    @APIResponse(responseCode = "409", description = "The person is a member already.")
    public Member add(
            String orgName,
            String userLogin,
            @NotNull(message = "is missing") AddMemberRequest body,
            @Context HttpServerRequest request) {
        return changes.add(caller(), caller().source(request), orgName, userLogin, body.role());
    }

    @PATCH
    @Path("{userLogin}")
    @Operation(
            operationId = "UpdateOrganizationMember",
            summary = "Change the role of a member",
            description = "For admins of the organization.")
    @APIResponse(responseCode = "204", description = "The member has the role.")
    @APIResponse(responseCode = "400", description = "There is no such role, or the organization is an individual one.")
    @APIResponse(responseCode = "403", description = "The caller may not change members.")
    @APIResponse(responseCode = "404", description = NOBODY)
    @APIResponse(responseCode = "409", description = "The organization would have no admin.")
    public void update(
            String orgName,
            String userLogin,
            @NotNull(message = "is missing") UpdateMemberRequest body,
            @Context HttpServerRequest request) {
        changes.changeRole(caller(), caller().source(request), orgName, userLogin, body.role(), body.fgaRoleId());
    }

    @DELETE
    @Path("{userLogin}")
    @Consumes(MediaType.WILDCARD)
    @Operation(
            operationId = "DeleteOrganizationMember",
            summary = "Remove a member from an organization",
            description =
                    "Also from its teams, with everything that was granted to them there. The account stays. For admins of"
                            + " the organization.")
    @APIResponse(responseCode = "204", description = "The person is no member.")
    @APIResponse(
            responseCode = "400",
            description = "The caller cannot remove themself, or the organization is an individual one.")
    @APIResponse(responseCode = "403", description = "The caller may not remove members.")
    @APIResponse(responseCode = "404", description = NOBODY)
    @APIResponse(responseCode = "409", description = "The organization would have no admin.")
    public void remove(String orgName, String userLogin, @Context HttpServerRequest request) {
        changes.remove(caller(), caller().source(request), orgName, userLogin);
    }

    @POST
    @Path("{userLogin}/set-admin")
    @Consumes(MediaType.WILDCARD)
    @Operation(
            operationId = "SetSoleOrganizationAdmin",
            summary = "Make a member the only admin",
            description = "Only for plans with one admin, which this server does not have.")
    @APIResponse(responseCode = "400", description = "Change the role of the member instead.")
    @APIResponse(responseCode = "403", description = "The caller may not change admins.")
    @APIResponse(responseCode = "404", description = NOBODY)
    public void setAdmin(String orgName, String userLogin) {
        Standing standing =
                access.of(caller(), orgName).require(Permission.SET_ADMIN).requireShared("Members");
        members.find(standing, userLogin);
        throw ApiException.badRequest("Wrong API. Use the regular update Pulumi organization member endpoint instead.");
    }

    @GET
    @Path("{user}/teams")
    @Operation(
            operationId = "GetOrganizationMemberTeams",
            summary = "List the teams of a member",
            description = "For everybody in the organization.")
    @APIResponse(responseCode = "200", description = "The names of the teams that are shown.")
    @APIResponse(responseCode = "403", description = "The caller may not read teams.")
    @APIResponse(responseCode = "404", description = NOBODY)
    public MemberTeams teams(String orgName, String user) {
        Standing standing = access.of(caller(), orgName).require(Permission.READ_TEAMS);
        return new MemberTeams(members.findWithTeams(standing, user).teams());
    }

    private Caller caller() {
        return (Caller) identity.getPrincipal();
    }
}
