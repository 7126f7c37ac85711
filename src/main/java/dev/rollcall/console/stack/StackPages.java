package dev.rollcall.console.stack;

import dev.rollcall.session.Visitor;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

/** The templates of the pages of stacks; the build checks them against these parameters. */
@CheckedTemplate(basePath = "pages", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
final class StackPages {

    private StackPages() {}

    /** @param message what has just been done; null if nothing has */
    static native TemplateInstance stack(Visitor visitor, StackView view, String message);
}
