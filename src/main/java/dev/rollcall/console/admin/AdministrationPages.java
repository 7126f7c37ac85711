package dev.rollcall.console.admin;

import dev.rollcall.admin.ReconciliationRun.Progress;
import dev.rollcall.mail.MailQueue.Counts;
import dev.rollcall.mail.MailQueue.UnsentMail;
import dev.rollcall.orgadmin.AdministeredOrganization;
import dev.rollcall.provider.IdentityProvider;
import dev.rollcall.session.Visitor;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.util.List;

/**
 * The templates of the pages of site administration; the build checks them against these parameters. A {@code message} says
 * what has just been done, and a {@code problem} what is wrong with a form. Both are empty if there is nothing to say.
 */
@CheckedTemplate(basePath = "administration", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
final class AdministrationPages {

    private AdministrationPages() {}

    static native TemplateInstance service(
            Visitor visitor, String version, String java, String postgresql, String url, List<String> warnings);

    /** @param next the continuation token of the next page; null on the last page */
    static native TemplateInstance organizations(
            Visitor visitor,
            String search,
            List<AdministeredOrganization> organizations,
            String next,
            OrganizationForm form,
            String message,
            String problem);

    static native TemplateInstance organization(
            Visitor visitor,
            AdministeredOrganization organization,
            OrganizationForm form,
            String message,
            String problem);

    static native TemplateInstance deleteOrganization(
            Visitor visitor, AdministeredOrganization organization, String problem);

    static native TemplateInstance reconciliation(
            Visitor visitor,
            Progress progress,
            long finished,
            long total,
            boolean running,
            List<ProviderOutcome> outcomes,
            List<IdentityProvider> kinds,
            String message);

    static native TemplateInstance providers(Visitor visitor, List<ProviderState> providers);

    static native TemplateInstance mails(
            Visitor visitor, boolean on, Counts counts, List<UnsentMail> mails, String message);
}
