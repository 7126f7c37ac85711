package dev.rollcall.provider.azuredevops;

import dev.rollcall.provider.Connections;
import dev.rollcall.provider.Providers;
import dev.rollcall.provider.azuredevops.AzureDevOpsConfig.Installation;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The configured registrations for Azure DevOps. One that cannot be is refused at the start. */
@ApplicationScoped
class AzureDevOpsInstallations implements Providers.Source {

    /** By their profile URL. */
    private final Map<String, AzureDevOps> installations = new HashMap<>();

    private final AzureDevOpsConfig config;
    private final Connections connections;

    AzureDevOpsInstallations(AzureDevOpsConfig config, Connections connections) {
        this.config = config;
        this.connections = connections;
    }

    void configure(@Observes StartupEvent starting) {
        config.azureDevops().forEach(this::add);
    }

    private void add(String name, Installation installation) {
        String setting = "rollcall.providers.azure-devops." + name;
        Connections.check(setting + ".login-url", installation.loginUrl());
        if (!installation.tenant().matches("[A-Za-z0-9][A-Za-z0-9.-]*")) {
            throw new IllegalStateException(setting + ".tenant must be a tenant's id or domain, or organizations");
        }
        AzureDevOps other = installations.put(
                installation.profileUrl(),
                new AzureDevOps(
                        name, installation, connections.to(setting + ".profile-url", installation.profileUrl())));
        if (other != null) {
            throw new IllegalStateException(setting + ".profile-url and rollcall.providers.azure-devops." + other.name()
                    + ".profile-url are the same");
        }
    }

    @Override
    public List<AzureDevOps> clients() {
        return List.copyOf(installations.values());
    }
}
