package dev.rollcall.console.organization.log;

import dev.rollcall.auditlog.AuditLogEntry;
import dev.rollcall.console.organization.Outcome;
import dev.rollcall.console.organization.Place;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.util.List;

/** The templates of the page of the audit log; the build checks them against these parameters. */
@CheckedTemplate(basePath = "pages/organization", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
final class LogPages {

    private LogPages() {}

    /** @param next the continuation token of the next page; null on the last page */
    static native TemplateInstance auditLog(
            Place place, Outcome outcome, LogForm form, List<AuditLogEntry> entries, String next);
}
