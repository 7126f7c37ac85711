package dev.rollcall.console.admin;

import dev.rollcall.provider.ProviderClient;
import dev.rollcall.reconciliation.ProviderStates.Trouble;
import java.time.Instant;
import java.util.List;

/**
 * Whether an identity provider works.
 *
 * @param name the operator's name for it, in settings
 * @param reason what is wrong; empty if nothing is
 * @param pausedUntil when the schedule asks it again; null if it is not paused
 */
record ProviderState(String title, String name, String instance, String reason, Instant pausedUntil) {

    static ProviderState of(ProviderClient client, List<Trouble> troubles) {
        return troubles.stream()
                .filter(trouble -> trouble.instance().equals(client.instance()))
                .findFirst()
                .map(trouble -> new ProviderState(
                        client.title(), client.name(), client.instance(), trouble.reason(), trouble.pausedUntil()))
                .orElseGet(() -> new ProviderState(client.title(), client.name(), client.instance(), "", null));
    }
}
