package dev.rollcall.console.admin.user;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What an administrator does with an account after a page has asked whether they are sure. */
enum UserAction {
    SUSPEND(
            "Suspend %s",
            "Sessions, access tokens and JWTs of this account stop working at once, until you restore the account.",
            "The account is suspended."),
    RESTORE(
            "Restore %s",
            "The sessions, access tokens and JWTs of this account work again.", "The account is active again."),
    END_SESSIONS(
            "End all sessions of %s",
            "This person is signed out in every browser. Access tokens keep working.", "All sessions are ended."),
    REVOKE_TOKENS(
            "Revoke all access tokens of %s",
            "The personal access tokens of this person stop working at once, and all tokens that were created with them."
                    + " Sessions go on.",
            "All access tokens are revoked."),
    MAKE_ADMINISTRATOR(
            "Make %s a site administrator",
            "Site administrators can do everything on these pages, with every account and organization.",
            "The account is a site administrator now."),
    REMOVE_ADMINISTRATOR(
            "Remove %s as a site administrator",
            "The account stays, with its organizations, tokens and sessions.",
            "The account is no longer a site administrator."),
    CONFIRM_SECOND_FACTOR(
            "Note that %s has a second factor",
            "Do this if the person has a second factor, and no identity provider says so.",
            "The account counts as one with a second factor."),
    DENY_SECOND_FACTOR(
            "Note that %s has no second factor",
            "Do this if the person has no second factor.", "The account counts as one without a second factor.");

    private final String title;
    private final String effect;
    private final String done;

    UserAction(String title, String effect, String done) {
        this.title = title;
        this.effect = effect;
        this.done = done;
    }

    /** Finds an action by its name in paths. */
    static Optional<UserAction> named(String path) {
        return Stream.of(values()).filter(action -> action.path().equals(path)).findFirst();
    }

    /** {@return the name in paths, for example {@code end-sessions}} */
    public String path() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public String title(String login) {
        return title.formatted(login);
    }

    public String effect() {
        return effect;
    }

    String done() {
        return done;
    }
}
