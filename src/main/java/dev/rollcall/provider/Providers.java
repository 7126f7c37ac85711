package dev.rollcall.provider;

import dev.rollcall.http.PublicAddress;
import io.quarkus.arc.All;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The configured installations of all providers. */
@ApplicationScoped
public class Providers {

    private final List<Installations<?>> kinds;
    private final PublicAddress address;

    private volatile List<ProviderClient> clients = List.of();

    Providers(@All List<Installations<?>> kinds, PublicAddress address) {
        this.kinds = kinds;
        this.address = address;
    }

    /** Stops the start if a setting is invalid. Installations of different kinds must not share a name either. */
    void configure(@Observes StartupEvent starting) {
        List<ProviderClient> all = new ArrayList<>();
        kinds.forEach(kind -> all.addAll(kind.clients()));
        Map<String, ProviderClient> named = new HashMap<>();
        for (ProviderClient client : all) {
            ProviderClient other = named.put(client.name(), client);
            if (other != null) {
                throw new IllegalStateException("rollcall.providers: the installations at " + other.instance() + " and "
                        + client.instance() + " are both called '" + client.name() + "'; give one another name");
            }
        }
        clients = List.copyOf(all);
    }

    public List<ProviderClient> all() {
        return clients;
    }

    /** Finds an installation by the operator's name for it. */
    public Optional<ProviderClient> named(String name) {
        return clients.stream().filter(client -> client.name().equals(name)).findFirst();
    }

    /** The URL where the provider sends people back to. It must be registered there character by character. */
    public String redirectUri(ProviderClient client) {
        return address.link("/signin/" + client.name() + "/callback");
    }

    /** Finds the installation of an identity; empty if it is not configured (any more). */
    public Optional<ProviderClient> client(IdentityProvider provider, String instance) {
        return clients.stream()
                .filter(client ->
                        client.provider() == provider && client.instance().equals(instance))
                .findFirst();
    }
}
