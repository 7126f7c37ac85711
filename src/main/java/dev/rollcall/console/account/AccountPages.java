package dev.rollcall.console.account;

import dev.rollcall.accounts.OwnAccount.Profile;
import dev.rollcall.console.ListedInvitation;
import dev.rollcall.console.credential.ListedSession;
import dev.rollcall.console.credential.ListedToken;
import dev.rollcall.email.EmailStatus;
import dev.rollcall.overview.OwnOrganizations.Own;
import dev.rollcall.provider.ProviderClient;
import dev.rollcall.session.Visitor;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.util.List;

/** The templates of a person's own pages; the build checks them against these parameters. */
@CheckedTemplate(basePath = "pages", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
final class AccountPages {

    private AccountPages() {}

    static native TemplateInstance identities(
            Visitor visitor, List<LinkedIdentity> linked, List<ProviderClient> others, String message);

    static native TemplateInstance connect(Visitor visitor, ProviderClient provider);

    static native TemplateInstance tokens(
            Visitor visitor,
            List<ListedToken> tokens,
            String search,
            String next,
            List<TokenLifetime> lifetimes,
            String message);

    static native TemplateInstance sessions(Visitor visitor, List<ListedSession> sessions, String message);

    static native TemplateInstance newToken(Visitor visitor, String description, String value, String server);

    static native TemplateInstance confirm(Visitor visitor, List<ProviderClient> providers, String returnPath);

    static native TemplateInstance email(Visitor visitor, EmailStatus status, String message);

    static native TemplateInstance profile(Visitor visitor, Profile profile, String message);

    static native TemplateInstance rename(Visitor visitor, Profile profile);

    static native TemplateInstance deleteAccount(Visitor visitor, Profile profile, List<String> lastAdminOf);

    static native TemplateInstance accountDeleted();

    /**
     * @param next the login after which the next page begins; null on the last page
     * @param problem why no organization was created; empty if nothing was wrong
     * @param login what was typed into the form for a new organization, as the next one
     */
    static native TemplateInstance organizations(
            Visitor visitor,
            List<Own> organizations,
            String next,
            List<ListedInvitation> invitations,
            String message,
            String problem,
            String login,
            String name);

    static native TemplateInstance verifyEmail(Visitor visitor, String address, String code);
}
