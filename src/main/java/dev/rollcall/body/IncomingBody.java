package dev.rollcall.body;

import dev.rollcall.http.ApiException;
import dev.rollcall.http.ErrorMapping;
import dev.rollcall.http.ErrorResponse;
import dev.rollcall.http.LastResponse;
import dev.rollcall.http.RequestFilter;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * The body of a request while it arrives: its limits of size, time and memory, its decompression, and the file that keeps
 * a large one. It belongs to one event loop, except that a worker writes its file.
 */
final class IncomingBody {

    static final String NO_GZIP = "Content-Encoding says gzip, but the body is not valid gzip.";

    /** The largest form of the pages has six fields. */
    private static final int MAX_FIELDS = 50;

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final RoutingContext context;
    private final HttpServerRequest request;
    private final Bodies.Held held;
    private final LargeBodies limits;
    private final Spool.Content content;
    private Buffer memory = Buffer.buffer();
    private long length;
    private boolean writing;
    private boolean closed;

    /**
     * Prepares to read a body.
     *
     * @param held what the body takes of the memory of all bodies; given back when the response ends
     * @param content the file for a body that is {@linkplain LargeBodies#streamed() streamed}; null for other bodies
     */
    IncomingBody(RoutingContext context, Bodies.Held held, LargeBodies limits, Spool.Content content) {
        this.context = context;
        this.request = context.request();
        this.held = held;
        this.limits = limits;
        this.content = content;
    }

    /** Reads the body, and then lets the request go on. Refuses a body that is too large or too slow. */
    void receive() {
        context.addEndHandler(end -> {
            close();
            held.release();
        });
        long deadline = context.vertx().setTimer(limits.timeout().toMillis(), late -> {
            if (!request.isEnded() && !context.response().ended()) {
                refuse(
                        context,
                        ErrorResponse.of(
                                408,
                                "The body did not arrive within "
                                        + limits.timeout().toSeconds() + " seconds."));
            }
        });
        request.handler(this::add);
        // The client closed the connection, so nobody waits for a response.
        request.exceptionHandler(failure -> {
            context.vertx().cancelTimer(deadline);
            close();
            held.release();
        });
        request.endHandler(end -> {
            context.vertx().cancelTimer(deadline);
            if (!context.response().ended()) {
                end();
            }
        });
        if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
            context.response().writeContinue();
        }
        request.resume();
    }

    private void add(Buffer chunk) {
        if (context.response().ended() || closed) {
            return;
        }
        length += chunk.length();
        if (length > limits.received()) {
            refuse(context, tooLarge(limits.received()));
        } else if (!held.grow(chunk.length())) {
            refuse(
                    context,
                    ApiException.unavailable(
                            "The server receives too many request bodies. Try again in a moment.", RETRY_AFTER));
        } else {
            memory.appendBuffer(chunk);
            if (content != null && memory.length() > Spool.IN_MEMORY) {
                write(request::resume);
            }
        }
    }

    /** Moves the bytes in memory to the file, on a worker thread. Meanwhile nothing more arrives. */
    private void write(Runnable next) {
        request.pause();
        byte[] bytes = memory.getBytes();
        memory = Buffer.buffer();
        writing = true;
        Vertx.currentContext()
                .executeBlocking(
                        () -> {
                            content.write(bytes);
                            return null;
                        },
                        false)
                .onComplete(written -> {
                    writing = false;
                    held.shrink(content.isInMemory() ? 0 : bytes.length);
                    if (closed) {
                        closeFile();
                    } else if (written.failed()) {
                        LastResponse.announce(context);
                        ErrorMapping.answer(context, written.cause());
                    } else {
                        next.run();
                    }
                });
    }

    private void end() {
        if (content == null) {
            unpack(memory);
        } else if (length <= Spool.IN_MEMORY) {
            keep();
        } else {
            write(this::stream);
        }
    }

    /** Keeps a small body in memory, where no worker is needed to write it. */
    private void keep() {
        if (closed) {
            return;
        }
        try {
            content.write(memory.getBytes());
        } catch (IOException impossible) {
            throw new UncheckedIOException("A body in memory needs no file", impossible);
        }
        stream();
    }

    private void stream() {
        StreamedBody.set(context, content, !encoding(request).equals("identity"), limits.inflated());
        request.headers().remove(HttpHeaders.CONTENT_ENCODING);
        // The framework must not look for a body.
        proceed(context, Buffer.buffer());
    }

    private void unpack(Buffer received) {
        if (encoding(request).equals("identity")) {
            proceed(context, received);
            return;
        }
        Vertx.currentContext()
                .executeBlocking(() -> Gzip.unpack(received.getBytes(), Math.toIntExact(limits.inflated())), false)
                .onComplete(unpacked -> {
                    if (unpacked.succeeded()) {
                        request.headers().remove(HttpHeaders.CONTENT_ENCODING);
                        proceed(context, Buffer.buffer(unpacked.result()));
                    } else if (unpacked.cause() instanceof Gzip.TooLargeException) {
                        refuse(context, tooLarge(limits.inflated()));
                    } else {
                        refuse(context, ErrorResponse.of(400, NO_GZIP));
                    }
                });
    }

    private void close() {
        closed = true;
        if (!writing) {
            closeFile();
        }
    }

    private void closeFile() {
        if (content != null) {
            content.discard();
        }
    }

    // Deprecated for everybody but what reads bodies, which this does.
    @SuppressWarnings("deprecation")
    private static void proceed(RoutingContext context, Buffer body) {
        HttpServerRequest request = context.request();
        if (RequestFilter.isApi(request)) {
            // What clients send if nobody sets a type: curl and urllib a form, others bytes.
            request.headers().set(HttpHeaders.CONTENT_TYPE, "application/json");
        } else if (!isForm(body)) {
            refuse(context, ErrorResponse.of(400, "The form is malformed or has too many fields."));
            return;
        }
        context.setBody(body);
        context.next();
    }

    /** Whether the form parser can read the body: every percent sign has two hex digits, and the fields are few. */
    private static boolean isForm(Buffer body) {
        int fields = 1;
        for (int i = 0; i < body.length(); i++) {
            byte at = body.getByte(i);
            if (at == '%' && !(i + 2 < body.length() && isHex(body.getByte(i + 1)) && isHex(body.getByte(i + 2)))) {
                return false;
            }
            fields += at == '&' ? 1 : 0;
        }
        return fields <= MAX_FIELDS;
    }

    private static boolean isHex(byte digit) {
        return Character.digit(digit, 16) >= 0;
    }

    static String encoding(HttpServerRequest request) {
        return Optional.ofNullable(request.getHeader(HttpHeaders.CONTENT_ENCODING))
                .orElse("identity")
                .toLowerCase(Locale.ROOT);
    }

    static ErrorResponse tooLarge(long limit) {
        return ErrorResponse.of(413, "The body is too large. The limit is " + limit + " bytes.");
    }

    /** Closes the connection, because the rest of the body may still be on its way. */
    static void refuse(RoutingContext context, ErrorResponse error) {
        LastResponse.announce(context);
        RequestFilter.answer(context, error);
    }

    static void refuse(RoutingContext context, ApiException refusal) {
        LastResponse.announce(context);
        ErrorMapping.answer(context, refusal);
    }
}
