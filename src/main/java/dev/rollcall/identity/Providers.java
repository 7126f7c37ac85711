package dev.rollcall.identity;

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

    Providers(@All List<Source> sources) {
        this.sources = sources;
    }

    public List<ProviderClient> all() {
        return sources.stream()
                .<ProviderClient>flatMap(source -> source.clients().stream())
                .toList();
    }

    /** Finds the installation that an identity is at; empty if it is not, or no longer, configured. */
    public Optional<ProviderClient> client(IdentityProvider provider, String instance) {
        return all().stream()
                .filter(client ->
                        client.provider() == provider && client.instance().equals(instance))
                .findFirst();
    }
}
