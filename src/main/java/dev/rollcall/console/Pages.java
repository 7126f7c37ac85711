package dev.rollcall.console;

import dev.rollcall.acceptance.Offer;
import dev.rollcall.invite.InvitePath;
import dev.rollcall.organization.Standing;
import dev.rollcall.overview.KnownPeople.Known;
import dev.rollcall.overview.NewestStacks.Newest;
import dev.rollcall.overview.OwnOrganizations.Own;
import dev.rollcall.provider.ProviderClient;
import dev.rollcall.session.Visitor;
import dev.rollcall.settings.OrganizationSettings.Size;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.util.List;

/** The templates of the pages; the build checks them against these parameters. */
@CheckedTemplate(basePath = "pages", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
final class Pages {

    private Pages() {}

    static native TemplateInstance start(Visitor visitor, List<ProviderClient> providers, boolean oneClick, boolean up);

    /** @param more whether the visitor belongs to more organizations than these */
    static native TemplateInstance home(
            Visitor visitor,
            List<Own> organizations,
            boolean more,
            List<ListedInvitation> invitations,
            List<Newest> stacks,
            String server,
            String authority);

    static native TemplateInstance organization(
            Visitor visitor, Standing standing, Size size, boolean individual, String role);

    static native TemplateInstance person(Visitor visitor, Known person);

    static native TemplateInstance signIn(List<ProviderClient> providers, String returnPath, String message);

    static native TemplateInstance signInAt(Visitor visitor, ProviderClient provider, String returnPath);

    static native TemplateInstance cliLogin(Visitor visitor, CliLogin login, String expires);

    static native TemplateInstance welcomeCli();

    static native TemplateInstance invite(Visitor visitor, Offer offer, InvitePath invite, String expires);

    static native TemplateInstance joined(Visitor visitor, Offer offer);

    static native TemplateInstance declined(Visitor visitor, Offer offer);
}
