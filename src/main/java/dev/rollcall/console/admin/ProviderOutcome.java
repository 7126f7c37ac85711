package dev.rollcall.console.admin;

import dev.rollcall.admin.ReconciliationRun.Outcome;
import dev.rollcall.provider.IdentityProvider;
import dev.rollcall.provider.ProviderClient;
import dev.rollcall.provider.Providers;
import java.util.Map;

/**
 * What became of a reconciliation at one installation of a provider.
 *
 * @param waiting identities that wait for their sync, or are synced now
 * @param failure why most syncs failed, in words; empty if none failed
 */
record ProviderOutcome(String title, String instance, long waiting, long done, long failed, String failure) {

    private static final Map<String, String> WORDS = Map.ofEntries(
            Map.entry("revoked", "the provider no longer accepts the stored token, so the person must sign in again"),
            Map.entry("scope-missing", "the person did not allow everything that Rollcall needs"),
            Map.entry("action-required", "the person must do something at the provider first"),
            Map.entry("registration-refused", "the provider refuses how Rollcall is registered there"),
            Map.entry("sso-required", "the person must use the single sign-on of their organization first"),
            Map.entry("limited", "the rate limit of the provider is reached"),
            Map.entry("not-found", "the provider does not find the account"),
            Map.entry("suspended", "the provider has suspended the account"),
            Map.entry("mismatch", "the stored token belongs to another account"),
            Map.entry("down", "the provider fails or cannot be reached"),
            Map.entry("timed-out", "the provider does not answer in time"),
            Map.entry("unknown-provider", "the provider is not configured on this server"));

    static ProviderOutcome of(Outcome outcome, Providers providers) {
        String title = IdentityProvider.named(outcome.provider())
                .flatMap(kind -> providers.client(kind, outcome.instance()))
                .map(ProviderClient::title)
                .orElse(outcome.provider());
        return new ProviderOutcome(
                title,
                outcome.instance(),
                outcome.due() + outcome.running(),
                outcome.done(),
                outcome.failed(),
                outcome.failed() == 0 ? "" : WORDS.getOrDefault(outcome.failure(), "there was no answer yet"));
    }
}
