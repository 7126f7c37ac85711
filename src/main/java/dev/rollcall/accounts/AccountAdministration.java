package dev.rollcall.accounts;

import dev.rollcall.audit.AuditEvent.Action;
import dev.rollcall.audit.AuditLog;
import dev.rollcall.audit.AuditLog.Source;
import dev.rollcall.http.ApiException;
import dev.rollcall.user.User;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;

/** What site administrators do with the accounts of people, with the events in the audit record. */
@ApplicationScoped
public class AccountAdministration {

    private final Accounts accounts;
    private final AccountChanges changes;
    private final AccountDeletion deletion;
    private final AuditLog audit;

    AccountAdministration(Accounts accounts, AccountChanges changes, AccountDeletion deletion, AuditLog audit) {
        this.accounts = accounts;
        this.changes = changes;
        this.deletion = deletion;
        this.audit = audit;
    }

    /**
     * Creates an account with its individual organization.
     *
     * @throws ApiException as {@link AccountChanges#create}
     */
    @Transactional
    public AdministeredUser create(Source source, CreateUserRequest wanted) {
        User user = changes.create(wanted);
        audit.record(
                Action.USER_CREATED,
                source,
                null,
                user.id,
                "Created user '" + wanted.login() + "'" + (user.siteAdmin ? " as a site administrator" : ""));
        return accounts.get(wanted.login());
    }

    /**
     * Changes an account. What is set here stays when a profile is synced.
     *
     * @throws ApiException as {@link AccountChanges#change}
     */
    @Transactional
    public void change(Source source, String login, ChangeUserRequest wanted) {
        User user = user(login);
        List<String> changed = changes.change(user, login, wanted);
        if (!changed.isEmpty()) {
            audit.record(
                    Action.USER_CHANGED,
                    source,
                    null,
                    user.id,
                    "Changed user '" + login + "': " + String.join(", ", changed));
        }
    }

    /**
     * Deletes an account.
     *
     * @param withStacks whether to delete the stacks of the individual organization, too
     * @throws ApiException 404 if nobody has this login, 409 as {@link AccountDeletion#delete}
     */
    @Transactional
    public void delete(Source source, String login, boolean withStacks) {
        deletion.delete(user(login).id, accounts.get(login).login(), withStacks, source);
    }

    private static User user(String login) {
        return User.byLogin(login).orElseThrow(() -> ApiException.notFound("User '" + login + "' not found"));
    }
}
