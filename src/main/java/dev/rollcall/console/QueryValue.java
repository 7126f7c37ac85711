package dev.rollcall.console;

import io.quarkus.qute.TemplateExtension;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Text as a value in the query of an address. */
@TemplateExtension
final class QueryValue {

    private QueryValue() {}

    static String urlEncoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
