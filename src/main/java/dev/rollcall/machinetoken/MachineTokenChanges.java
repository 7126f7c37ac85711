package dev.rollcall.machinetoken;

import dev.rollcall.audit.AuditLog.Source;
import dev.rollcall.http.ApiException;
import dev.rollcall.organization.OrganizationAccess;
import dev.rollcall.organization.Permission;
import dev.rollcall.organization.Standing;
import dev.rollcall.organization.TeamAccess;
import dev.rollcall.organization.TeamStanding;
import dev.rollcall.query.PageSize;
import dev.rollcall.security.Caller;
import dev.rollcall.token.CreateAccessTokenResponse;
import dev.rollcall.token.ListAccessTokensResponse;
import dev.rollcall.token.TokenOwner;
import dev.rollcall.token.TokenPages;
import dev.rollcall.token.TokenQuery;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;

/** Lists, creates and deletes tokens of organizations and teams for a caller, if they may. One transaction per change. */
@Singleton
public class MachineTokenChanges {

    private final OrganizationAccess access;
    private final TeamAccess teams;
    private final MachineTokens tokens;
    private final TokenPages pages;

    MachineTokenChanges(OrganizationAccess access, TeamAccess teams, MachineTokens tokens, TokenPages pages) {
        this.access = access;
        this.teams = teams;
        this.tokens = tokens;
        this.pages = pages;
    }

    /**
     * Reads a page of the tokens of an organization.
     *
     * @param after the continuation token of the previous page, or null for the first page
     * @throws ApiException 403 if the caller may not read them
     */
    public ListAccessTokensResponse page(Standing standing, TokenQuery query, PageSize size, String after) {
        Standing reader = shared(standing.require(Permission.READ_TOKENS));
        return pages.read(TokenOwner.ORGANIZATION, reader.organizationId(), query, size, after);
    }

    /** Reads a page of the tokens of a team that the caller manages, as {@link #page}. */
    public ListAccessTokensResponse pageOfTeam(TeamStanding team, TokenQuery query, PageSize size, String after) {
        return pages.read(TokenOwner.TEAM, team.requireManaged().id(), query, size, after);
    }

    /**
     * Finds a team that the caller manages.
     *
     * @throws ApiException 403 if they do not manage it, 404 if there is no such team
     */
    public TeamStanding team(Caller caller, Standing standing, String name) {
        return teams.of(caller, standing.requireShared("Teams"), name).requireManaged();
    }

    /**
     * Creates a token of an organization.
     *
     * @param reason what the caller gives as a reason; may be null
     * @return the only response that contains the secret
     */
    @Transactional
    public CreateAccessTokenResponse create(
            Caller caller, Source source, String organization, CreateOrgAccessTokenRequest wanted, String reason) {
        Standing standing = shared(byPerson(access.locked(caller, organization).require(Permission.CREATE_TOKENS)));
        tokens.requireVerifiedAddress(caller);
        return tokens.create(caller, source, standing, NewToken.of(wanted, standing.organizationId()), reason);
    }

    /** Creates a token of a team, as {@link #create}. */
    @Transactional
    public CreateAccessTokenResponse createForTeam(
            Caller caller,
            Source source,
            String organization,
            String team,
            CreateTeamAccessTokenRequest wanted,
            String reason) {
        Standing standing = access.locked(caller, organization);
        TeamStanding managed = team(caller, standing, team);
        return tokens.createForTeam(caller, source, standing, managed, NewToken.of(wanted), reason);
    }

    /** Deletes a token of an organization. */
    @Transactional
    public void delete(Caller caller, Source source, String organization, String tokenId, String reason) {
        Standing standing = shared(byPerson(access.locked(caller, organization).require(Permission.DELETE_TOKENS)));
        tokens.delete(source, standing, tokenId, reason);
    }

    /** Deletes a token of a team. */
    @Transactional
    public void deleteOfTeam(
            Caller caller, Source source, String organization, String team, String tokenId, String reason) {
        Standing standing = access.locked(caller, organization);
        tokens.deleteOfTeam(source, standing, team(caller, standing, team), tokenId, reason);
    }

    private static Standing shared(Standing standing) {
        return standing.requireShared("Organization tokens");
    }

    /** Otherwise somebody who gets hold of an admin token could make themselves another one that lasts. */
    private static Standing byPerson(Standing standing) {
        if (standing.machine()) {
            throw ApiException.forbidden(
                    "Organization tokens cannot create or delete organization tokens. Use a personal token.");
        }
        return standing;
    }
}
