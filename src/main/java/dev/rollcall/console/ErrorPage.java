package dev.rollcall.console;

import dev.rollcall.http.ErrorResponse;
import dev.rollcall.session.Visitor;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.vertx.VertxContext;
import io.vertx.core.Context;
import io.vertx.core.Vertx;

/** Shows an {@link ErrorResponse} as HTML, for requests that a browser sends. */
@CheckedTemplate(basePath = "pages")
final class ErrorPage {

    private static final String VISITOR = ErrorPage.class.getName();

    private ErrorPage() {}

    /** The visitor is null if nobody is signed in, or the request failed before that was known. */
    static native TemplateInstance error(String title, String sentence, String requestId, Visitor visitor);

    /** Remembers who sent the request that is handled at the moment. */
    static void keep(Visitor visitor) {
        Context context = Vertx.currentContext();
        // Others are shared by requests.
        if (visitor.isSignedIn() && VertxContext.isDuplicatedContext(context)) {
            context.putLocal(VISITOR, visitor);
        }
    }

    static String render(ErrorResponse error, String requestId) {
        String[] words = error.message().split(": ", 2);
        Context context = Vertx.currentContext();
        Visitor visitor = VertxContext.isDuplicatedContext(context) ? context.getLocal(VISITOR) : null;
        return error(words[0], words[1], requestId, visitor).render();
    }
}
