package dev.rollcall.admin;

import dev.rollcall.accounts.SiteAdministrators;
import dev.rollcall.audit.AuditEvent.Action;
import dev.rollcall.audit.AuditLog;
import dev.rollcall.audit.AuditLog.Source;
import dev.rollcall.http.ApiException;
import dev.rollcall.identity.Identity;
import dev.rollcall.provider.IdentityProvider;
import dev.rollcall.user.User;
import dev.rollcall.user.User.State;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

/**
 * What site administrators do with the state of accounts, with the events in the audit record. All methods throw an
 * {@link ApiException} with status 404 if nobody has the login.
 */
@ApplicationScoped
public class UserAdministration {

    private final SiteAdministrators administrators;
    private final AuditLog audit;

    UserAdministration(SiteAdministrators administrators, AuditLog audit) {
        this.administrators = administrators;
        this.audit = audit;
    }

    /**
     * Lets an identity sign its owner in to an account.
     *
     * @throws ApiException 409 if it belongs to another account, or the account has another one of this kind
     */
    @Transactional
    public void attachIdentity(
            Source source, String login, IdentityProvider provider, String instance, String subject) {
        User user = UserAdministrationResource.user(login);
        if (Identity.attach(user.id, provider, instance, subject)) {
            record(
                    Action.IDENTITY_ATTACHED,
                    source,
                    user,
                    "Attached an identity of " + provider.title() + " to user '" + login + "'");
        }
    }

    /**
     * Makes all credentials of an account stop working.
     *
     * @throws ApiException 409 if it is the caller's own account, or that of the last site administrator
     */
    @Transactional
    public void suspend(Source source, String login) {
        User user = UserAdministrationResource.user(login);
        if (user.id.equals(source.actorId())) {
            throw ApiException.conflict("You cannot suspend yourself. Ask another site administrator.");
        }
        administrators.requireAnother(user.id);
        change(user, State.SUSPENDED, Action.SUSPENDED, source, "Suspended user '" + login + "'");
    }

    /** Makes the credentials of a suspended account work again. */
    @Transactional
    public void restore(Source source, String login) {
        User user = UserAdministrationResource.user(login);
        change(user, State.ACTIVE, Action.RESTORED, source, "Restored user '" + login + "'");
        // Otherwise the schedule would suspend somebody again who left their provider.
        Identity.restartAbsence(user.id);
    }

    /** Sets whether an account has a second factor. */
    @Transactional
    public void setMfa(Source source, String login, boolean enabled) {
        User user = UserAdministrationResource.user(login);
        if (user.mfa != enabled) {
            user.mfa = enabled;
            record(
                    Action.MFA_SET,
                    source,
                    user,
                    "Set that user '" + login + "' has " + (enabled ? "a" : "no") + " second factor");
        }
    }

    /**
     * Sets whether an account is a site administrator.
     *
     * @throws ApiException 409 if no longer, and it is the caller's own account, or that of the last site administrator
     */
    @Transactional
    public void setSiteAdmin(Source source, String login, boolean enabled) {
        User user = UserAdministrationResource.user(login);
        if (!enabled && user.id.equals(source.actorId())) {
            throw ApiException.conflict("You are a site administrator and cannot change that yourself."
                    + " Ask another site administrator.");
        }
        if (user.siteAdmin != enabled) {
            if (!enabled) {
                administrators.requireAnother(user.id);
            }
            user.siteAdmin = enabled;
            record(
                    enabled ? Action.SITE_ADMIN_GRANTED : Action.SITE_ADMIN_REVOKED,
                    source,
                    user,
                    "Made user '" + login + "' " + (enabled ? "a" : "no") + " site administrator");
        }
    }

    private void change(User user, State state, Action action, Source source, String description) {
        if (user.state != state) {
            user.state = state;
            record(action, source, user, description);
        }
    }

    /** Stores an event that concerns no organization. */
    private void record(Action action, Source source, User user, String description) {
        audit.record(action, source, null, user.id, description);
    }
}
