package dev.rollcall.console.setup;

import dev.rollcall.admin.FirstSetup.Progress;
import dev.rollcall.provider.ProviderClient;
import dev.rollcall.session.Visitor;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.util.List;

/** The templates of the setup; the build checks them against these parameters. */
@CheckedTemplate(basePath = "setup", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
final class SetupPages {

    private SetupPages() {}

    /** @param problem what is wrong with the token; empty if none was sent */
    static native TemplateInstance enter(Visitor visitor, String problem);

    /**
     * @param url the public URL
     * @param opened scheme, host and port that the browser opened, if they are not those of the public URL; empty if they are
     * @param problem why the setup cannot end; empty if it was not tried
     */
    static native TemplateInstance checklist(
            Visitor visitor,
            Progress progress,
            String url,
            String opened,
            List<ProviderClient> providers,
            boolean mail,
            String problem);

    static native TemplateInstance finished();
}
