package dev.rollcall.identity;

import dev.rollcall.http.PublicAddress;
import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
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
