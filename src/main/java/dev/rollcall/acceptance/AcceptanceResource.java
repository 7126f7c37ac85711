package dev.rollcall.acceptance;

import dev.rollcall.http.PublicAddress;
import dev.rollcall.invite.InvitePath;
import dev.rollcall.organization.OrganizationSummary;
import dev.rollcall.security.Caller;
import dev.rollcall.user.Avatar;
import io.quarkus.security.identity.SecurityIdentity;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Lets people look at an invitation and accept it (contract for writes, section 3.3). */
@Path("/api/orgs/{orgName}/invites")
@RolesAllowed(Caller.PERSON)
@Tag(name = "Invites")
class AcceptanceResource {

    private final SecurityIdentity identity;
    private final Acceptance acceptance;
    private final PublicAddress address;

    AcceptanceResource(SecurityIdentity identity, Acceptance acceptance, PublicAddress address) {
        this.identity = identity;
        this.acceptance = acceptance;
        this.address = address;
    }

    @GET
    @Path("{inviteID}")
    @Operation(
            operationId = "GetOrgInvite",
            summary = "Which organization does an invitation lead to?",
            description =
                    "For every person who knows the organization and the invitation. For a link, inviteID is the id, a"
                            + " dot, and the code in the link.")
    @APIResponse(responseCode = "200", description = "The organization, and the caller's role in it.")
    @APIResponse(responseCode = "404", description = "There is no such invitation, or it was accepted or canceled.")
    public OrganizationSummary get(String orgName, String inviteID) {
        Offer offer = acceptance.known(caller().userId(), orgName, inviteID);
        return new OrganizationSummary(
                offer.name(),
                offer.login(),
                offer.avatarUrl() == null ? address.link(Avatar.path(offer.organizationId())) : offer.avatarUrl(),
                Objects.requireNonNullElse(offer.currentRole(), "none"));
    }

    @PATCH
    @Path("{inviteID}")
    @Consumes(MediaType.WILDCARD)
    @Operation(
            operationId = "AcceptOrgInvite",
            summary = "Accept an invitation",
            description =
                    "The caller becomes a member. For a link, inviteID is the id, a dot, and the code in the link.")
    @APIResponse(responseCode = "204", description = "The caller is a member.")
    @APIResponse(
            responseCode = "403",
            description = "The caller may not accept the invitation. Its acceptError says why, too.")
    @APIResponse(responseCode = "404", description = "There is no such invitation.")
    @APIResponse(responseCode = "409", description = "It was accepted or canceled, or has expired.")
    public void accept(String orgName, String inviteID, @Context HttpServerRequest request) {
        acceptance.accept(caller().source(request), InvitePath.parse(inviteID), Optional.of(orgName));
    }

    private Caller caller() {
        return (Caller) identity.getPrincipal();
    }
}
