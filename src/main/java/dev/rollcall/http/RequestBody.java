package dev.rollcall.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * Reads and unpacks the whole body of a request before a resource sees it, so that every body is held to the limit, as
 * it arrives and as it unpacks, and every refusal has a status and an envelope. (The server's own decompression closes
 * the connection instead.)
 */
class RequestBody {

    private final int limit;

    RequestBody(int limit) {
        this.limit = limit;
    }

    /** Continues the request with its body in memory, or answers why not. */
    void read(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (isTooLong(request.getHeader(HttpHeaders.CONTENT_LENGTH))) {
            refuse(context, tooLarge());
            return;
        }
        Buffer received = Buffer.buffer();
        request.handler(chunk -> {
            if (received.length() + chunk.length() <= limit) {
                received.appendBuffer(chunk);
            } else if (!context.response().ended()) {
                refuse(context, tooLarge());
            }
        });
        request.exceptionHandler(context::fail);
        request.endHandler(end -> {
            if (!context.response().ended()) {
                unpack(context, received);
            }
        });
        request.resume();
    }

    private boolean isTooLong(String contentLength) {
        try {
            return contentLength != null && Long.parseLong(contentLength) > limit;
        } catch (NumberFormatException tooManyDigits) {
            return true;
        }
    }

    private void unpack(RoutingContext context, Buffer received) {
        String encoding = Optional.ofNullable(context.request().getHeader(HttpHeaders.CONTENT_ENCODING))
                .orElse("identity");
        switch (encoding.toLowerCase(Locale.ROOT)) {
            case "identity" -> proceed(context, received);
            case "gzip", "x-gzip" -> gunzip(context, received);
            default ->
                refuse(context, ErrorResponse.of(415, "A body may be compressed with gzip, and in no other way."));
        }
    }

    private void gunzip(RoutingContext context, Buffer received) {
        byte[] unpacked;
        try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(received.getBytes()))) {
            unpacked = gzip.readNBytes(limit + 1);
        } catch (IOException garbage) {
            refuse(context, ErrorResponse.of(400, "The body is not the gzip that its Content-Encoding says."));
            return;
        }
        if (unpacked.length > limit) {
            refuse(context, tooLarge());
        } else {
            context.request().headers().remove(HttpHeaders.CONTENT_ENCODING);
            proceed(context, Buffer.buffer(unpacked));
        }
    }

    // Deprecated for everybody but what reads bodies, which this does.
    @SuppressWarnings("deprecation")
    private static void proceed(RoutingContext context, Buffer body) {
        context.setBody(body);
        context.next();
    }

    private static ErrorResponse tooLarge() {
        return ErrorResponse.of(413, "The body is larger than this service takes.");
    }

    private static void refuse(RoutingContext context, ErrorResponse error) {
        // The rest of the body, if any, is not waited for.
        context.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        RequestFilter.answer(context, error);
    }
}
