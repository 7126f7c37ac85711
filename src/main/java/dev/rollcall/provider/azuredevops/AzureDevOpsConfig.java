package dev.rollcall.provider.azuredevops;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Map;

/** The Azure DevOps that people may link. Public, since the library that validates it looks into the map. */
@ConfigMapping(prefix = "rollcall.providers")
public interface AzureDevOpsConfig {

    /** The registrations, each under a short name. */
    // Not azureDevOps, which would be azure-dev-ops.
    Map<String, Installation> azureDevops();

    /** One registration in Microsoft Entra. */
    interface Installation {

        String AZURE_DEVOPS = "499b84ac-1321-427f-aa17-267ca6975798";

        /** What people read on the button. */
        @WithDefault("Azure DevOps")
        String title();

        /** Whose people may sign in: the id or a domain of one tenant, or {@code organizations} for all tenants. */
        String tenant();

        /** Where people sign in. */
        @WithDefault("https://login.microsoftonline.com")
        String loginUrl();

        /**
         * Where people are described, and their organizations listed. People's tokens are sent there, and identities are
         * recognised by it: it must not change.
         */
        @WithDefault("https://app.vssps.visualstudio.com")
        String profileUrl();

        /** The application. */
        String clientId();

        /** Its secret. */
        String clientSecret();

        /** What people are asked to consent to. */
        @WithDefault(AZURE_DEVOPS + "/.default,offline_access")
        List<String> scopes();
    }
}
