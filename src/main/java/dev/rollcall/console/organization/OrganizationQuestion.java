package dev.rollcall.console.organization;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

/** The page that asks before something is taken away; the build checks it against these parameters. */
@CheckedTemplate(basePath = "pages/organization", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
public final class OrganizationQuestion {

    private OrganizationQuestion() {}

    public static native TemplateInstance ask(Place place, Confirmation confirmation);
}
