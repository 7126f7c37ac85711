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
 * Reads and decompresses the whole body of a request before a resource runs. It limits both the bytes that arrive and
 * the decompressed bytes, and refuses a body with an {@link ErrorResponse}. The server's own decompression would close
 * the connection instead. See docs/decisions/0003-bodies-are-read-before-resources.md.
 */
class RequestBody {

    /** In bytes. */
    private final int limit;

    RequestBody(int limit) {
        this.limit = limit;
    }

    /** Continues the request with its body in memory, or answers 400, 413 or 415. */
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
                refuse(
                        context,
                        ErrorResponse.of(
                                415, "The server decompresses only gzip. Use gzip, or send the body uncompressed."));
        }
    }

    private void gunzip(RoutingContext context, Buffer received) {
        byte[] unpacked;
        try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(received.getBytes()))) {
            unpacked = gzip.readNBytes(limit + 1);
        } catch (IOException garbage) {
            refuse(context, ErrorResponse.of(400, "Content-Encoding says gzip, but the body is not valid gzip."));
            return;
        }
        if (unpacked.length > limit) {
            refuse(context, tooLarge());
        } else {
            context.request().headers().remove(HttpHeaders.CONTENT_ENCODING);
            proceed(context, Buffer.buffer(unpacked));
        }
    }

    // setBody is deprecated for all code except code that reads bodies, such as this.
    @SuppressWarnings("deprecation")
    private static void proceed(RoutingContext context, Buffer body) {
        context.setBody(body);
        context.next();
    }

    private static ErrorResponse tooLarge() {
        return ErrorResponse.of(413, "The body is too large. The limit is 1 MiB unless the operator changed it.");
    }

    private static void refuse(RoutingContext context, ErrorResponse error) {
        // Closes the connection, because the rest of the body may still be on its way.
        context.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        RequestFilter.answer(context, error);
    }
}
