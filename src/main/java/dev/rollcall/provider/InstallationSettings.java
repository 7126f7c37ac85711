package dev.rollcall.provider;

import java.util.List;

/** The settings that the installations of all providers have. Each provider adds its own, and the defaults. */
public interface InstallationSettings {

    /** Text on the sign-in button. */
    String title();

    /** Client id of Rollcall's registration there. */
    String clientId();

    /** Its secret. */
    String clientSecret();

    /** What people are asked to consent to. */
    List<String> scopes();
}
