package dev.rollcall.provider.azuredevops;

import dev.rollcall.provider.Connections;
import dev.rollcall.provider.Installations;
import dev.rollcall.provider.azuredevops.AzureDevOpsConfig.Settings;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The configured registrations for Azure DevOps. */
class AzureDevOpsInstallations {

    @Produces
    @Singleton
    static Installations<Settings> installations(AzureDevOpsConfig config, Connections connections) {
        return new Installations<>("azure-devops", "profile-url", config.azureDevops(), (path, name, settings) -> {
            Connections.check(path + ".login-url", settings.loginUrl());
            if (!settings.tenant().matches("[A-Za-z0-9][A-Za-z0-9.-]*")) {
                throw new IllegalStateException(path + ".tenant must be a tenant's id or domain, or organizations");
            }
            return new AzureDevOps(name, settings, connections.to(path + ".profile-url", settings.profileUrl()));
        });
    }
}
