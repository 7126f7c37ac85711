package dev.rollcall.githubteam;

import dev.rollcall.database.Sql;
import dev.rollcall.database.Transactions;
import dev.rollcall.http.ApiException;
import dev.rollcall.identity.FreshTokens;
import dev.rollcall.identity.Identity;
import dev.rollcall.organization.Organization;
import dev.rollcall.organization.Standing;
import dev.rollcall.provider.IdentityProvider;
import dev.rollcall.provider.Outcome;
import dev.rollcall.provider.Outcome.Ok;
import dev.rollcall.provider.ProviderClient;
import dev.rollcall.provider.ProviderTeam;
import dev.rollcall.provider.Providers;
import dev.rollcall.security.Caller;
import dev.rollcall.verdict.SyncFailure;
import dev.rollcall.verdict.SyncResult;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** Finds a team at the GitHub organization that backs an organization, as the caller sees it there. */
@ApplicationScoped
public class GitHubTeamSearch {

    /** Where the backing organization is, and its login there as GitHub told it last. */
    private static final String BACKING = """
            select o.backing_instance, s.login from organization o
            left join identity i on i.user_id = ? and i.provider = o.backing_provider and i.instance = o.backing_instance
            left join identity_organization s on s.identity_id = i.id and s.provider_id = o.backing_id
            where o.id = ? and o.backing_provider = ?""";

    private final Sql sql;
    private final FreshTokens tokens;
    private final Providers providers;
    private final Clock clock;

    GitHubTeamSearch(Sql sql, FreshTokens tokens, Providers providers, Clock clock) {
        this.sql = sql;
        this.tokens = tokens;
        this.providers = providers;
        this.clock = clock;
    }

    /**
     * A team that was found.
     *
     * @param instance base URL of the GitHub
     */
    public record Found(ProviderTeam team, String instance) {}

    private record Backing(String instance, String login) {}

    /**
     * Asks GitHub. Called outside of transactions.
     *
     * @throws ApiException 400 if GitHub does not back the organization or the caller has no identity there, 404 if the
     *     caller sees no such team, 502, 503 or 504 if GitHub fails
     */
    public Found find(Caller caller, Standing standing, long id) {
        Backing backing = backing(caller, standing)
                .orElseThrow(() -> ApiException.badRequest("The organization '" + standing.login()
                        + "' is not backed by GitHub, so it cannot have teams of GitHub."));
        Identity identity = Transactions.call(() -> Identity.of(caller.userId())).stream()
                .filter(linked ->
                        linked.provider == IdentityProvider.GITHUB && linked.instance.equals(backing.instance()))
                .findFirst()
                .orElseThrow(() -> ApiException.badRequest("operation only supported for GitHub-backed users"));
        if (backing.login() == null) {
            throw notFound(id);
        }
        ProviderClient client = providers
                .client(identity.provider, identity.instance)
                .orElseThrow(() -> SyncFailure.notConfigured(identity));
        Outcome<List<ProviderTeam>> outcome =
                tokens.use(identity, client, token -> client.teams(token.token().accessToken(), backing.login()));
        if (outcome instanceof Outcome.NotFound) {
            throw notFound(id);
        }
        if (!(outcome instanceof Ok<List<ProviderTeam>> ok)) {
            SyncFailure.check(identity, SyncResult.of(outcome), clock.instant());
            throw new IllegalStateException("Neither a value nor a failure: " + outcome.getClass());
        }
        return ok.value().stream()
                .filter(team -> team.id() == id)
                .findFirst()
                .map(team -> new Found(team, backing.instance()))
                .orElseThrow(() -> notFound(id));
    }

    private Optional<Backing> backing(Caller caller, Standing standing) {
        if (standing.kind() != Organization.Kind.GITHUB) {
            return Optional.empty();
        }
        return sql
                .list(
                        "The organization could not be read",
                        BACKING,
                        row -> new Backing(row.getString(1), row.getString(2)),
                        caller.userId(),
                        standing.organizationId(),
                        IdentityProvider.GITHUB.wireName())
                .stream()
                .findFirst();
    }

    private static ApiException notFound(long id) {
        return ApiException.notFound("GitHub Team '" + id + "' not found");
    }
}
