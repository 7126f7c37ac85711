package dev.rollcall.console;

import dev.rollcall.http.ErrorResponse;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

/** Shows an {@link ErrorResponse} as HTML, for requests that a browser sends. */
@CheckedTemplate(basePath = "pages")
final class ErrorPage {

    private ErrorPage() {}

    static native TemplateInstance error(String title, String sentence, String requestId);

    static String render(ErrorResponse error, String requestId) {
        String[] words = error.message().split(": ", 2);
        return error(words[0], words[1], requestId).render();
    }
}
