package dev.rollcall.profile;

import dev.rollcall.database.Transactions;
import dev.rollcall.http.ApiException;
import dev.rollcall.http.PublicAddress;
import dev.rollcall.identity.FreshTokens;
import dev.rollcall.identity.Identity;
import dev.rollcall.provider.IdentityProvider;
import dev.rollcall.provider.Outcome;
import dev.rollcall.provider.Outcome.Ok;
import dev.rollcall.provider.ProviderClient;
import dev.rollcall.provider.ProviderOrganization;
import dev.rollcall.provider.Providers;
import dev.rollcall.provider.ProvidersConfig;
import dev.rollcall.user.Avatar;
import dev.rollcall.verdict.SyncFailure;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;

/** Reads a person's organizations and teams at the providers of their identities, from all providers in parallel. */
@ApplicationScoped
class LinkedOrganizations {

    /** For all requests of a replica together. A person has at most six identities, one per kind of provider. */
    private static final int THREADS = 24;

    private final FreshTokens tokens;
    private final Providers providers;
    private final PublicAddress address;
    private final Duration deadline;
    private final ExecutorService executor = Executors.newFixedThreadPool(THREADS);

    LinkedOrganizations(FreshTokens tokens, Providers providers, PublicAddress address, ProvidersConfig timeouts) {
        this.tokens = tokens;
        this.providers = providers;
        this.address = address;
        this.deadline = timeouts.answerTimeout().multipliedBy(2);
    }

    void stop(@Observes ShutdownEvent stopping) {
        executor.shutdownNow();
    }

    /** The organizations that a person sees with one identity. */
    record Shown(Identity identity, List<ProviderOrganization> organizations) {}

    /** A request to one provider that was started, and its result. */
    private record Asked(Identity identity, Future<Outcome<List<ProviderOrganization>>> answer) {}

    /**
     * Reads the organizations of all identities of a person. Leaves out providers that fail, that are not configured, or
     * that take longer than twice {@code rollcall.providers.answer-timeout}.
     *
     * @throws ApiException 400 if the person has identities at providers with organizations, and none of these providers
     *     is configured
     */
    List<Shown> of(UUID userId) {
        long end = System.nanoTime() + deadline.toNanos();
        List<Identity> identities = Transactions.call(() -> Identity.of(userId));
        List<Identity> configured = identities.stream()
                .filter(identity -> client(identity).isPresent())
                .toList();
        if (configured.isEmpty()) {
            // Single sign-on has no organizations. Issuers of JWTs create such identities without a provider.
            identities.stream()
                    .filter(identity -> identity.provider != IdentityProvider.SSO)
                    .findFirst()
                    .ifPresent(identity -> {
                        throw SyncFailure.notConfigured(identity);
                    });
        }
        List<Asked> asked = configured.stream()
                .map(identity ->
                        new Asked(identity, executor.submit(() -> ask(identity, ProviderClient::organizations))))
                .toList();
        return asked.stream().flatMap(question -> shown(question, end).stream()).toList();
    }

    private static Optional<Shown> shown(Asked asked, long end) {
        try {
            Outcome<List<ProviderOrganization>> outcome =
                    asked.answer().get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
            return outcome instanceof Ok<List<ProviderOrganization>> ok
                    ? Optional.of(new Shown(asked.identity(), ok.value()))
                    : Optional.empty();
        } catch (TimeoutException late) {
            asked.answer().cancel(true);
        } catch (ExecutionException failure) {
            Log.errorf(failure.getCause(), "Reading the organizations of identity %s failed", asked.identity().id);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        return Optional.empty();
    }

    /**
     * Sends a request to the provider of an identity, with a valid access token of it.
     *
     * @throws ApiException 400 if the provider is not configured
     */
    <T> Outcome<T> ask(Identity identity, BiFunction<ProviderClient, String, Outcome<T>> question) {
        ProviderClient client = client(identity).orElseThrow(() -> SyncFailure.notConfigured(identity));
        if (identity.state == Identity.State.NEEDS_REAUTH) {
            // The token is kept for a while, but only syncs try it.
            return new Outcome.Revoked<>();
        }
        return tokens.of(identity, client)
                .then(token -> question.apply(client, token.value().token().accessToken()));
    }

    private Optional<ProviderClient> client(Identity identity) {
        return providers.client(identity.provider, identity.instance);
    }

    /** The person's identity at a kind of provider. */
    static Optional<Identity> linked(UUID userId, IdentityProvider provider) {
        return Transactions.call(() -> Identity.of(userId)).stream()
                .filter(identity -> identity.provider == provider)
                .findFirst();
    }

    /** The display name. Not every provider lists it; then the login. */
    static String name(ProviderOrganization organization) {
        return organization.name().orElse(organization.login());
    }

    /** URL of the provider's picture, or else of a generated one: always the same for the same organization. */
    String picture(Identity at, ProviderOrganization organization) {
        return organization.avatarUrl().orElseGet(() -> {
            String key = at.instance + ' ' + organization.id();
            return address.link(Avatar.path(UUID.nameUUIDFromBytes(key.getBytes(StandardCharsets.UTF_8))));
        });
    }
}
