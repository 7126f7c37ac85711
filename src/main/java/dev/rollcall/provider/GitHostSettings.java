package dev.rollcall.provider;

import io.smallrye.config.WithDefault;

/** The settings of GitHub, GitLab and Bitbucket. By default each is the public service. */
public interface GitHostSettings extends InstallationSettings {

    /** URL where people sign in. Rollcall recognises identities by it, so it must not change. */
    String baseUrl();

    /** URL of the API. Rollcall sends people's tokens there. */
    String apiUrl();

    /** Whether Rollcall trusts the e-mail addresses that are verified there. */
    @WithDefault("false")
    boolean trustEmail();
}
