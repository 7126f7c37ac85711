package dev.rollcall.accounts;

import dev.rollcall.database.Sql;
import dev.rollcall.http.ApiException;
import dev.rollcall.organization.Organization;
import dev.rollcall.provider.ForeignText;
import dev.rollcall.user.OwnerName;
import dev.rollcall.user.User;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.hibernate.exception.ConstraintViolationException;

/** Creates and changes the accounts of people. {@link AccountAdministration} and {@link OwnAccount} record it. */
@ApplicationScoped
class AccountChanges {

    private final Sql sql;
    private final Accounts accounts;
    private final AccountsConfig config;
    private final SiteAdministrators administrators;
    private final Clock clock;

    AccountChanges(Sql sql, Accounts accounts, AccountsConfig config, SiteAdministrators administrators, Clock clock) {
        this.sql = sql;
        this.accounts = accounts;
        this.config = config;
        this.administrators = administrators;
        this.clock = clock;
    }

    /**
     * Creates an account with its individual organization, in the caller's transaction.
     *
     * @throws ApiException 400 for an invalid value, 409 if the login or the verified address is somebody else's
     */
    User create(CreateUserRequest wanted) {
        String login = login(wanted.login());
        String name = wanted.name() == null ? login : name(wanted.name());
        String email = wanted.email() == null ? null : email(wanted.email());
        boolean verified = Boolean.TRUE.equals(wanted.emailVerified());
        if (verified && email == null) {
            throw withoutAddress();
        }
        if (!OwnerName.makeFree(login)) {
            throw taken(login);
        }
        User user = Organization.individual(login, name);
        user.email = email;
        user.emailVerifiedAt = verified ? clock.instant() : null;
        user.siteAdmin = Boolean.TRUE.equals(wanted.siteAdmin());
        store(user);
        return user;
    }

    /**
     * Changes an account, in the caller's transaction. What an administrator sets stays when a profile is synced.
     *
     * @return what changed, for people: for example "the login to 'ada'"; empty if nothing did
     * @throws ApiException 400 for an invalid value, 404 if nobody has this login, 409 if the new login or the verified
     *     address is somebody else's, or if no site administrator would be left
     */
    List<String> change(User user, String login, ChangeUserRequest wanted) {
        List<String> changes = new ArrayList<>();
        if (Boolean.FALSE.equals(wanted.siteAdmin())) {
            administrators.requireAnother(user.id);
        }
        User.getEntityManager().refresh(user, LockModeType.PESSIMISTIC_WRITE);
        if (user.state == User.State.DELETED) {
            throw Accounts.notFound(login);
        }
        if (wanted.name() != null && !name(wanted.name()).equals(user.name)) {
            user.name = wanted.name();
            user.nameEdited = true;
            Organization.renameIndividual(user.id, user.name);
            changes.add("the name to '" + user.name + "'");
        }
        if (wanted.avatarUrl() != null && !Objects.equals(avatarUrl(wanted.avatarUrl()), user.avatarUrl)) {
            user.avatarUrl = avatarUrl(wanted.avatarUrl());
            user.avatarEdited = true;
            changes.add("the picture");
        }
        changeEmail(user, wanted, changes);
        if (wanted.siteAdmin() != null && wanted.siteAdmin() != user.siteAdmin) {
            user.siteAdmin = wanted.siteAdmin();
            changes.add(user.siteAdmin ? "to a site administrator" : "to no site administrator");
        }
        store(user);
        String before = accounts.get(login).login();
        if (wanted.login() != null && !login(wanted.login()).equals(before)) {
            if (!OwnerName.rename(user.id, wanted.login(), config.reserveLogin())) {
                throw taken(wanted.login());
            }
            user.loginEdited = true;
            changes.add("the login to '" + wanted.login() + "'");
        }
        return changes;
    }

    private void changeEmail(User user, ChangeUserRequest wanted, List<String> changes) {
        String email = user.email;
        if (wanted.email() != null) {
            email = wanted.email().isEmpty() ? null : email(wanted.email());
        }
        boolean sameAddress = Objects.equals(email, user.email);
        boolean verified =
                wanted.emailVerified() == null ? sameAddress && user.emailVerifiedAt != null : wanted.emailVerified();
        if (verified && email == null) {
            throw withoutAddress();
        }
        if (!sameAddress) {
            user.email = email;
            user.emailEdited = true;
            changes.add(email == null ? "the e-mail address to none" : "the e-mail address to '" + email + "'");
        }
        if (verified != (user.emailVerifiedAt != null)) {
            changes.add(verified ? "the address to verified" : "the address to not verified");
        }
        if (!sameAddress || verified != (user.emailVerifiedAt != null)) {
            user.emailVerifiedAt = verified ? clock.instant() : null;
            // They are about the address that the account had, or has verified now.
            sql.update(
                    "The verifications could not be deleted",
                    "delete from email_verification where user_id = ?",
                    user.id);
        }
    }

    /** The database decides who has a verified address. */
    private static void store(User user) {
        try {
            User.flush();
        } catch (ConstraintViolationException taken) {
            throw addressTaken(user.email);
        }
    }

    private static ApiException addressTaken(String email) {
        return ApiException.conflict("E-mail address '" + email + "' is taken.");
    }

    private static ApiException taken(String login) {
        return ApiException.conflict("Name '" + login + "' is taken.");
    }

    private static ApiException withoutAddress() {
        return ApiException.badRequest("emailVerified must be false, because the account has no e-mail address");
    }

    private static String login(String login) {
        if (!OwnerName.isValid(login)) {
            throw ApiException.badRequest(
                    "login must be 3 to 40 letters, digits, hyphens and underscores, with a letter or digit at both ends");
        }
        return login;
    }

    private static String name(String name) {
        return ForeignText.exact(name)
                .orElseThrow(() -> ApiException.badRequest(
                        "name must have 1 to 255 visible characters, without spaces at the ends"));
    }

    private static String email(String email) {
        return ForeignText.email(email).orElseThrow(() -> ApiException.badRequest("email must be an e-mail address"));
    }

    /** {@return the URL; null for the generated picture} */
    private static String avatarUrl(String url) {
        return url.isEmpty()
                ? null
                : ForeignText.url(url, "https")
                        .orElseThrow(() -> ApiException.badRequest(
                                "avatarUrl must be an https URL of at most 2048 characters, or empty"));
    }
}
