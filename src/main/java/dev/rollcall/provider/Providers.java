package dev.rollcall.provider;

import dev.rollcall.http.PublicAddress;
import io.quarkus.arc.All;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The configured installations of all providers. */
@ApplicationScoped
public class Providers {

    /** What the package of a provider contributes. */
    public interface Source {

        List<? extends ProviderClient> clients();
    }

    private final List<Source> sources;
    private final PublicAddress address;

    Providers(@All List<Source> sources, PublicAddress address) {
        this.sources = sources;
        this.address = address;
    }

    /** After the sources have their installations: a name is a part of the sign-in pages' addresses. */
    void refuseAmbiguousNames(@Observes @Priority(Interceptor.Priority.APPLICATION + 1000) StartupEvent starting) {
        Map<String, ProviderClient> named = new HashMap<>();
        for (ProviderClient client : all()) {
            ProviderClient other = named.put(client.name(), client);
            if (other != null) {
                throw new IllegalStateException("rollcall.providers: the installations at " + other.instance() + " and "
                        + client.instance() + " are both called '" + client.name() + "'; give one another name");
            }
        }
    }

    public List<ProviderClient> all() {
        return sources.stream()
                .<ProviderClient>flatMap(source -> source.clients().stream())
                .toList();
    }

    /** Finds an installation by the name that the operator gave it. */
    public Optional<ProviderClient> named(String name) {
        return all().stream().filter(client -> client.name().equals(name)).findFirst();
    }

    /** Where a provider sends people back to: to be registered there, character by character. */
    public String redirectUri(ProviderClient client) {
        return address.link("/signin/" + client.name() + "/callback");
    }

    /** Finds the installation that an identity is at; empty if it is not, or no longer, configured. */
    public Optional<ProviderClient> client(IdentityProvider provider, String instance) {
        return all().stream()
                .filter(client ->
                        client.provider() == provider && client.instance().equals(instance))
                .findFirst();
    }
}
