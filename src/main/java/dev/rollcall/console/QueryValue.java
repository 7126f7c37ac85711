package dev.rollcall.console;

import io.quarkus.qute.TemplateExtension;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Encodes text as a value in the query of a URL; templates use it as {@code {text.urlEncoded}}. */
@TemplateExtension
public final class QueryValue {

    private QueryValue() {}

    /** {@return the text, encoded} */
    public static String urlEncoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
