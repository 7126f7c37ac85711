package dev.rollcall.http;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * Hides paths and queries in traces. Callers write secrets into them: sign-in codes, secrets of invitations, e-mail
 * addresses. The route stays, so a trace still shows which operation ran.
 */
@Singleton
class DiscreetSpans implements SpanProcessor {

    private static final String HIDDEN = "-";

    private static final List<AttributeKey<String>> ADDRESSES = List.of(
            AttributeKey.stringKey("url.query"),
            AttributeKey.stringKey("url.path"),
            AttributeKey.stringKey("url.full"),
            AttributeKey.stringKey("http.target"),
            AttributeKey.stringKey("http.url"));

    @Override
    public void onStart(Context parent, ReadWriteSpan span) {
        ADDRESSES.stream()
                .filter(address -> span.getAttribute(address) != null)
                .forEach(address -> span.setAttribute(address, HIDDEN));
    }

    @Override
    public boolean isStartRequired() {
        return true;
    }

    @Override
    public void onEnd(ReadableSpan span) {
        // A span that has ended cannot be changed.
    }

    @Override
    public boolean isEndRequired() {
        return false;
    }
}
