package dev.rollcall.body;

import dev.rollcall.http.ApiException;
import io.vertx.ext.web.RoutingContext;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** The body of a request that was {@link LargeBodies#streamed received} completely and is not unpacked yet. */
public final class StreamedBody {

    private static final String KEY = StreamedBody.class.getName();

    private final RoutingContext context;
    private final Spool.Content received;
    private final boolean gzip;
    private final long limit;

    private StreamedBody(RoutingContext context, Spool.Content received, boolean gzip, long limit) {
        this.context = context;
        this.received = received;
        this.gzip = gzip;
        this.limit = limit;
    }

    static void set(RoutingContext context, Spool.Content received, boolean gzip, long limit) {
        context.put(KEY, new StreamedBody(context, received, gzip, limit));
    }

    /**
     * {@return the body of a request}
     *
     * @throws ApiException 400 if the request has no body
     */
    public static StreamedBody of(RoutingContext context) {
        StreamedBody body = context.get(KEY);
        if (body == null) {
            throw ApiException.badRequest("The body is missing.");
        }
        return body;
    }

    /**
     * {@return whether the client has gone} Then it does not wait for the response, and may have sent the same request
     * again.
     */
    public boolean isAbandoned() {
        return context.response().closed();
    }

    /**
     * {@return the body as it was received, if it is compressed and every reader of gzip can read it} Readers disagree about
     * optional fields in the header. Whether the rest is valid is known after {@link #open} was read to the end.
     */
    public Optional<Spool.Content> packed() throws IOException {
        if (!gzip) {
            return Optional.empty();
        }
        try (InputStream bytes = received.open()) {
            return Gzip.isPlain(bytes) ? Optional.of(received) : Optional.empty();
        }
    }

    /**
     * Reads the body without its compression. Reading throws ApiException 400 if it is not valid gzip, and 413 if it is
     * too large.
     */
    public InputStream open() throws IOException {
        return new FilterInputStream(gzip ? new Gzip(received.open(), limit) : received.open()) {

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                try {
                    return in.read(target, offset, length);
                } catch (Gzip.MalformedException malformed) {
                    throw ApiException.badRequest(IncomingBody.NO_GZIP);
                } catch (Gzip.TooLargeException tooLarge) {
                    throw ApiException.tooLarge(
                            "The body is too large. The limit is " + limit + " bytes after decompression.");
                }
            }
        };
    }
}
