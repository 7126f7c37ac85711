package dev.rollcall.member;

import static org.eclipse.microprofile.openapi.annotations.enums.ParameterIn.QUERY;
import static org.eclipse.microprofile.openapi.annotations.enums.SchemaType.BOOLEAN;
import static org.eclipse.microprofile.openapi.annotations.enums.SchemaType.STRING;

import dev.rollcall.audit.AuditEvent.Action;
import dev.rollcall.audit.AuditLog;
import dev.rollcall.http.ApiException;
import dev.rollcall.member.Members.Found;
import dev.rollcall.organization.OrganizationAccess;
import dev.rollcall.organization.Permission;
import dev.rollcall.organization.Role;
import dev.rollcall.organization.Standing;
import dev.rollcall.role.Roles;
import dev.rollcall.role.Roles.Assignable;
import dev.rollcall.security.Caller;
import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import io.vertx.core.http.HttpServerRequest;
import jakarta.transaction.Transactional;
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
    private final Roles roles;
    private final AuditLog audit;

    MemberResource(SecurityIdentity identity, OrganizationAccess access, Members members, Roles roles, AuditLog audit) {
        this.identity = identity;
        this.access = access;
        this.members = members;
        this.roles = roles;
        this.audit = audit;
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
                ? members.page(standing, includeSuspended, query.getFirst("continuationToken"))
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
    @Transactional
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
        Standing standing = writer(orgName, Permission.ADD_MEMBERS);
        Assignable role = builtIn(body.role());
        Found added = members.add(standing, userLogin, role);
        String login = added.member().user().githubLogin();
        record(Action.MEMBER_ADDED, standing, added, "Added '" + login + "' with the role " + role.name(), request);
        return added.member();
    }

    @PATCH
    @Path("{userLogin}")
    @Transactional
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
        Standing standing = writer(orgName, Permission.CHANGE_MEMBERS);
        Assignable role = role(standing, body);
        Found found = members.find(standing, userLogin);
        if (members.change(standing, found, role)) {
            Member before = found.member();
            record(
                    Action.MEMBER_ROLE_CHANGED,
                    standing,
                    found,
                    "Changed the role of '" + before.user().githubLogin() + "' from "
                            + before.fgaRole().name() + " to " + role.name(),
                    request);
        }
    }

    private Assignable role(Standing standing, UpdateMemberRequest body) {
        if (body.fgaRoleId() != null) {
            return roles.find(standing.organizationId(), body.fgaRoleId())
                    .orElseThrow(() -> ApiException.badRequest("Invalid parameter 'roleID'."));
        }
        return builtIn(body.role());
    }

    private static Assignable builtIn(String role) {
        return Role.of(role)
                .map(Assignable::of)
                .orElseThrow(() -> ApiException.badRequest("Invalid organization role."));
    }

    @DELETE
    @Path("{userLogin}")
    @Consumes(MediaType.WILDCARD)
    @Transactional
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
        Standing standing = writer(orgName, Permission.REMOVE_MEMBERS);
        Found found = members.find(standing, userLogin);
        if (found.userId().equals(caller().userId())) {
            throw ApiException.badRequest("You cannot remove yourself from the organization.");
        }
        members.remove(standing, found);
        String login = found.member().user().githubLogin();
        record(Action.MEMBER_REMOVED, standing, found, "Removed '" + login + "'", request);
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
    @APIResponse(responseCode = "200", description = "The names of the teams.")
    @APIResponse(responseCode = "403", description = "The caller may not read teams.")
    @APIResponse(responseCode = "404", description = NOBODY)
    public MemberTeams teams(String orgName, String user) {
        Standing standing = access.of(caller(), orgName).require(Permission.READ_TEAMS);
        return new MemberTeams(members.teams(standing, members.find(standing, user)));
    }

    /** Locks the organization first, so that two changes of its members happen one after the other. */
    private Standing writer(String orgName, Permission permission) {
        return access.locked(caller(), orgName).require(permission).requireShared("Members");
    }

    private void record(Action action, Standing standing, Found member, String sentence, HttpServerRequest request) {
        audit.record(action, caller().source(request), standing.organizationId(), member.userId(), sentence);
    }

    private Caller caller() {
        return (Caller) identity.getPrincipal();
    }
}
