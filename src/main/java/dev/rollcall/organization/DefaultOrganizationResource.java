package dev.rollcall.organization;

import dev.rollcall.audit.AuditEvent.Action;
import dev.rollcall.audit.AuditLog;
import dev.rollcall.security.Caller;
import dev.rollcall.security.Callers;
import dev.rollcall.user.User;
import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.RolesAllowed;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The organization for commands that name none (contract, sections 2.4 and 2.5). */
@Path("/api/user/organizations")
@Authenticated
@Tag(name = "Users")
class DefaultOrganizationResource {

    private final SecurityIdentity identity;
    private final Callers callers;
    private final DefaultOrganizationProjection projection;
    private final OrganizationAccess access;
    private final AuditLog audit;

    DefaultOrganizationResource(
            SecurityIdentity identity,
            Callers callers,
            DefaultOrganizationProjection projection,
            OrganizationAccess access,
            AuditLog audit) {
        this.identity = identity;
        this.callers = callers;
        this.projection = projection;
        this.access = access;
        this.audit = audit;
    }

    @GET
    @Path("default")
    @Operation(
            operationId = "GetDefaultOrganization",
            summary = "Which organization is the caller's default?",
            description =
                    "The organization that the caller chose. Without a choice: their individual organization, or else"
                            + " the first by name.")
    public DefaultOrganization get() {
        return callers.read(identity, projection);
    }

    @POST
    @Path("{orgName}/default")
    @RolesAllowed(Caller.PERSON)
    @Transactional
    @Operation(
            operationId = "UpdateDefaultOrganization",
            summary = "Choose the caller's default organization",
            description = "The caller must belong to the organization. A body is ignored.")
    @APIResponse(responseCode = "204", description = "It is the default now.")
    @APIResponse(responseCode = "403", description = "The caller's access token lives too long for the organization.")
    @APIResponse(responseCode = "404", description = "The caller belongs to no organization of this name.")
    public void set(String orgName, @Context HttpServerRequest request) {
        Caller caller = (Caller) identity.getPrincipal();
        Standing standing = access.of(caller, orgName);
        int changed = User.update(
                "defaultOrganizationId = ?1 where id = ?2 and defaultOrganizationId is distinct from ?1",
                standing.organizationId(),
                caller.userId());
        if (changed > 0) {
            audit.record(
                    Action.DEFAULT_ORGANIZATION_CHOSEN,
                    caller.source(request),
                    null,
                    caller.userId(),
                    "Chose '" + standing.login() + "' as their default organization");
        }
    }
}
