package dev.rollcall.console.docs;

import dev.rollcall.console.docs.ApiDescription.Group;
import dev.rollcall.console.docs.ApiDescription.Schema;
import dev.rollcall.session.Visitor;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.util.List;

/** The templates of the API description; the build checks them against these parameters. */
@CheckedTemplate(basePath = "docs", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
final class DocsPages {

    private DocsPages() {}

    /** A page around one of the contents, which are below. */
    static native TemplateInstance page(Visitor visitor, String title, String content);

    static native TemplateInstance overview(List<Group> groups);

    static native TemplateInstance group(Group group);

    static native TemplateInstance schemas(List<Schema> schemas);
}
