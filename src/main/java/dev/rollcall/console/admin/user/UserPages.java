package dev.rollcall.console.admin.user;

import dev.rollcall.accounts.Accounts.AttachedIdentity;
import dev.rollcall.accounts.AdministeredUser;
import dev.rollcall.accounts.OwnAccount.Profile;
import dev.rollcall.console.credential.ListedSession;
import dev.rollcall.console.credential.ListedToken;
import dev.rollcall.provider.ProviderClient;
import dev.rollcall.session.Visitor;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.util.List;

/**
 * The templates of the pages of accounts, for site administrators; the build checks them against these parameters. A
 * {@code message} says what has just been done, and a {@code problem} what is wrong with a form. Both are empty if there is
 * nothing to say.
 */
@CheckedTemplate(basePath = "administration", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
final class UserPages {

    private UserPages() {}

    /** @param next the continuation token of the next page; null on the last page */
    static native TemplateInstance users(
            Visitor visitor,
            String search,
            List<AdministeredUser> users,
            String next,
            UserForm form,
            String message,
            String problem);

    static native TemplateInstance user(
            Visitor visitor, AdministeredUser user, UserForm form, String message, String problem);

    static native TemplateInstance userAction(
            Visitor visitor, AdministeredUser user, UserAction action, String problem);

    static native TemplateInstance deleteUser(
            Visitor visitor, Profile account, List<String> lastAdminOf, String problem);

    static native TemplateInstance userSessions(
            Visitor visitor, AdministeredUser user, List<ListedSession> sessions, String message);

    static native TemplateInstance userTokens(
            Visitor visitor, AdministeredUser user, List<ListedToken> tokens, String next, String message);

    static native TemplateInstance userIdentities(
            Visitor visitor,
            AdministeredUser user,
            List<AttachedIdentity> identities,
            List<ProviderClient> providers,
            String provider,
            String subject,
            String message,
            String problem);
}
