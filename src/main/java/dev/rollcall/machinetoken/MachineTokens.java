package dev.rollcall.machinetoken;

import dev.rollcall.audit.AuditEvent.Action;
import dev.rollcall.audit.AuditLog;
import dev.rollcall.audit.AuditLog.Source;
import dev.rollcall.audit.GivenReason;
import dev.rollcall.database.Sql;
import dev.rollcall.http.ApiException;
import dev.rollcall.organization.Organization;
import dev.rollcall.organization.Standing;
import dev.rollcall.organization.Team;
import dev.rollcall.organization.TeamStanding;
import dev.rollcall.security.Caller;
import dev.rollcall.security.TokenSecret;
import dev.rollcall.token.AccessToken;
import dev.rollcall.token.CreateAccessTokenResponse;
import dev.rollcall.token.TokenEnd;
import dev.rollcall.token.TokenMaker;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * Creates and deletes the tokens of organizations and teams, in the caller's transaction. The organization is locked
 * meanwhile, so two requests cannot take the same name or the last free place.
 */
@Singleton
class MachineTokens {

    /** As many as one page of the list. Pulumi's provider reads only the first page. */
    private static final int MAXIMUM = 1000;

    private static final String FAILURE = "The tokens could not be read";

    /** What decides about a new token: the placeholder selects the tokens of the same list by an id. */
    private static final String RULES = """
            select o.max_access_token_expiry_days as days,
                now() + make_interval(days => o.max_access_token_expiry_days) as latest,
                same.id is not null as taken, same.revoked_at, same.expires_at,
                (select count(*) from access_token t
                 where %s and t.revoked_at is null
                    and (t.expires_at is null or t.expires_at > now())) as number
            from organization o
            left join access_token same on same.organization_id = o.id and lower(same.name) = lower(?)
            where o.id = ?""";

    /** Whoever deletes a team changes this row, so it waits until the new token is there to be deleted too. */
    private static final String LOCK_TEAM = "select from team where id = ? and deleted_at is null for share";

    private static final String VERIFIED = "select from app_user where id = ? and email_verified_at is not null";

    private final Sql sql;
    private final TokenEnd end;
    private final AuditLog audit;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    MachineTokens(Sql sql, TokenEnd end, AuditLog audit, Clock clock) {
        this.sql = sql;
        this.end = end;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * Requires a caller with a verified address (contract for writes, section 2).
     *
     * @throws ApiException 403 without one
     */
    void requireVerifiedAddress(Caller caller) {
        if (!sql.query("The address could not be read", VERIFIED, ResultSet::next, caller.userId())) {
            throw ApiException.forbidden(
                    "Only people with a verified email address can create organization tokens. Verify yours first.");
        }
    }

    /**
     * Creates a token of an organization.
     *
     * @param reason what the caller gives as a reason; may be null
     * @return the only response that contains the secret
     * @throws ApiException 400 if the expiry or the reason is invalid, or there are {@value #MAXIMUM} valid tokens; 409 if
     *     the name is taken
     */
    CreateAccessTokenResponse create(Caller caller, Source source, Standing standing, NewToken wanted, String reason) {
        String why = GivenReason.sentence(reason);
        check(standing, Optional.empty(), wanted);
        TokenSecret secret = TokenSecret.random(random);
        AccessToken token = AccessToken.organization(organization(standing), secret, wanted.name());
        token.actAs(wanted.role());
        return store(caller, source, token, wanted, secret, " with the role " + wanted.role().title + why);
    }

    /**
     * Creates a token of a team.
     *
     * @throws ApiException as {@link #create}; 404 if the team was deleted meanwhile
     */
    CreateAccessTokenResponse createForTeam(
            Caller caller, Source source, Standing standing, TeamStanding team, NewToken wanted, String reason) {
        String why = GivenReason.sentence(reason);
        if (!sql.query("The team could not be locked", LOCK_TEAM, ResultSet::next, team.id())) {
            throw ApiException.notFound("Team '" + team.name() + "' not found");
        }
        check(standing, Optional.of(team), wanted);
        TokenSecret secret = TokenSecret.random(random);
        AccessToken token = AccessToken.team(Team.findById(team.id()), secret, wanted.name());
        return store(caller, source, token, wanted, secret, " for the team '" + team.name() + "'" + why);
    }

    private static Organization organization(Standing standing) {
        return Organization.findById(standing.organizationId());
    }

    private CreateAccessTokenResponse store(
            Caller caller, Source source, AccessToken token, NewToken wanted, TokenSecret secret, String details) {
        token.description = wanted.description();
        TokenMaker.of(caller).make(token, wanted.expires(), Optional.empty(), clock.instant());
        token.persist();
        audit.record(
                Action.TOKEN_CREATED,
                source,
                token.organizationId,
                token.id,
                "Created the " + token.kind.value() + " token '" + token.name + "'" + details);
        return new CreateAccessTokenResponse(token.id.toString(), secret.reveal());
    }

    private void check(Standing standing, Optional<TeamStanding> team, NewToken wanted) {
        sql.query(
                FAILURE,
                RULES.formatted(
                        team.isPresent() ? "t.team_id = ?" : "t.kind = 'organization' and t.organization_id = ?"),
                (ResultSet row) -> {
                    row.next();
                    checkName(row);
                    checkExpiry(row, wanted, standing);
                    if (row.getInt("number") >= MAXIMUM) {
                        throw ApiException.badRequest(team.map(one -> "The team '" + one.name())
                                        .orElse("The organization '" + standing.login())
                                + "' has " + MAXIMUM + " access tokens. Delete one of them first.");
                    }
                    return null;
                },
                team.map(TeamStanding::id).orElse(standing.organizationId()),
                wanted.name(),
                standing.organizationId());
    }

    /** Says when a token ended, because no list shows it any more. */
    private void checkName(ResultSet row) throws SQLException {
        if (!row.getBoolean("taken")) {
            return;
        }
        Optional<Instant> revoked = time(row, "revoked_at");
        Optional<Instant> expired = time(row, "expires_at").filter(end -> !end.isAfter(clock.instant()));
        throw ApiException.conflict("token name already exists"
                + revoked.map(at -> ". The token was deleted on " + day(at) + ". Its name stays reserved.")
                        .or(() -> expired.map(at -> ". The token expired on " + day(at) + ". Its name stays reserved."))
                        .orElse(""));
    }

    private static Optional<Instant> time(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }

    private static String day(Instant time) {
        return time.atOffset(ZoneOffset.UTC).toLocalDate().toString();
    }

    private static void checkExpiry(ResultSet row, NewToken wanted, Standing standing) throws SQLException {
        Optional<Instant> latest = time(row, "latest");
        if (latest.isPresent()
                && (wanted.expires() == 0 || wanted.expires() > latest.get().getEpochSecond())) {
            throw ApiException.badRequest("expires must be at most "
                    + latest.get().getEpochSecond()
                    + ", because the organization '" + standing.login() + "' accepts only access tokens that expire"
                    + " within " + row.getInt("days") + " days.");
        }
    }

    /**
     * Deletes a token of an organization. Does nothing if it is deleted already.
     *
     * @param reason what the caller gives as a reason; may be null
     * @throws ApiException 404 if the organization has no such token
     */
    void delete(Source source, Standing standing, String tokenId, String reason) {
        String why = GivenReason.sentence(reason);
        AccessToken token = find(standing, tokenId)
                .filter(one -> one.kind == AccessToken.Kind.ORGANIZATION)
                .orElseThrow(() -> unknown(tokenId));
        end(token, source, why);
    }

    /**
     * Deletes a token of a team. Does nothing if it is deleted already.
     *
     * @throws ApiException 400 if it is a token of the organization, 404 if the team has no such token
     */
    void deleteOfTeam(Source source, Standing standing, TeamStanding team, String tokenId, String reason) {
        String why = GivenReason.sentence(reason);
        AccessToken token = find(standing, tokenId).orElseThrow(() -> unknown(tokenId));
        if (token.kind != AccessToken.Kind.TEAM) {
            throw ApiException.badRequest("the requested token is not a team token");
        }
        if (!token.teamId.equals(team.id())) {
            throw unknown(tokenId);
        }
        end(token, source, why);
    }

    private static Optional<AccessToken> find(Standing standing, String tokenId) {
        return AccessToken.parseId(tokenId).flatMap(id -> AccessToken.findMachine(standing.organizationId(), id));
    }

    private static ApiException unknown(String tokenId) {
        return ApiException.notFound("Token '" + tokenId + "' not found");
    }

    private void end(AccessToken token, Source source, String why) {
        if (token.revokedAt == null) {
            end.of(token, source, why);
        }
    }
}
