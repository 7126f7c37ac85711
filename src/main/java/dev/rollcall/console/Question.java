package dev.rollcall.console;

import dev.rollcall.session.Visitor;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

/** The page that asks before something is taken away; the build checks it against these parameters. */
@CheckedTemplate(basePath = "pages", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
public final class Question {

    private Question() {}

    public static native TemplateInstance ask(Visitor visitor, Confirmation confirmation);
}
