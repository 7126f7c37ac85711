package dev.rollcall.console.stack;

import dev.rollcall.history.PastUpdates.PastUpdate;
import dev.rollcall.session.Visitor;
import dev.rollcall.stack.ReachedStack;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.util.List;

/** The templates of the pages of stacks; the build checks them against these parameters. */
@CheckedTemplate(basePath = "pages", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
final class StackPages {

    private StackPages() {}

    /** @param message what has just been done; null if nothing has */
    static native TemplateInstance stack(Visitor visitor, StackView view, String message);

    /**
     * @param problem what is wrong with the search; empty if nothing is
     * @param next the path of the next page; null on the last page
     */
    static native TemplateInstance stacks(
            Visitor visitor, StackSearch search, String problem, List<ListedStack> stacks, String next);

    /** @param next the number below which the next page begins; null on the last page */
    static native TemplateInstance updates(Visitor visitor, ReachedStack stack, List<PastUpdate> updates, Long next);

    static native TemplateInstance update(Visitor visitor, ReachedStack stack, PastUpdate update);
}
