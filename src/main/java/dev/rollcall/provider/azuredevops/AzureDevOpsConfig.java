package dev.rollcall.provider.azuredevops;

import dev.rollcall.provider.InstallationSettings;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Map;

/** The registrations for Azure DevOps. Public because SmallRye Config's validation reads the map. */
@ConfigMapping(prefix = "rollcall.providers")
public interface AzureDevOpsConfig {

    /** The registrations, by the operator's names. */
    // Not azureDevOps: the settings would be named azure-dev-ops.
    Map<String, Settings> azureDevops();

    /** One registration in Microsoft Entra. */
    interface Settings extends InstallationSettings {

        String AZURE_DEVOPS = "499b84ac-1321-427f-aa17-267ca6975798";

        @Override
        @WithDefault("Azure DevOps")
        String title();

        /** Whose people may sign in: the id or a domain of one tenant, or {@code organizations} for all tenants. */
        String tenant();

        /** URL where people sign in. */
        @WithDefault("https://login.microsoftonline.com")
        String loginUrl();

        /**
         * URL of the profiles and lists of organizations. Rollcall sends people's tokens there, and recognises
         * identities by it, so it must not change.
         */
        @WithDefault("https://app.vssps.visualstudio.com")
        String profileUrl();

        @Override
        @WithDefault(AZURE_DEVOPS + "/.default,offline_access")
        List<String> scopes();
    }
}
