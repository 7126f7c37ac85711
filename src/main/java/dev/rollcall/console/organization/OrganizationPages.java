package dev.rollcall.console.organization;

import dev.rollcall.settings.OrganizationSettings.Size;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.util.List;

/** The templates of the pages of settings; the build checks them against these parameters. */
@CheckedTemplate(basePath = "pages/organization", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
final class OrganizationPages {

    private OrganizationPages() {}

    /**
     * @param next the continuation token of the next page; null on the last page
     * @param login what was typed into the form for a new member
     */
    static native TemplateInstance members(
            Place place,
            Outcome outcome,
            List<ListedMember> members,
            String search,
            String next,
            String login,
            List<Choice> roles);

    /** @param self whether the member is the visitor */
    static native TemplateInstance member(
            Place place, Outcome outcome, ListedMember member, List<String> teams, boolean self);

    /** @param settings as they are, or as they were typed if they were refused */
    static native TemplateInstance general(Place place, Outcome outcome, ListedSettings settings);

    static native TemplateInstance danger(Place place, Outcome outcome, Size size);

    /** @param addresses what was typed into the form for new invitations */
    static native TemplateInstance invites(
            Place place, Outcome outcome, List<ListedInvite> invites, String addresses, List<Choice> roles);
}
