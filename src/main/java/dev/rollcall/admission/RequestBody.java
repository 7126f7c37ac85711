package dev.rollcall.admission;

import dev.rollcall.http.ApiException;
import dev.rollcall.http.ClientAddress;
import dev.rollcall.http.ErrorMapping;
import dev.rollcall.http.ErrorResponse;
import dev.rollcall.http.LastResponse;
import dev.rollcall.http.RequestFilter;
import dev.rollcall.http.Routes;
import dev.rollcall.http.Routes.Route;
import io.quarkus.arc.All;
import io.quarkus.security.UnauthorizedException;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads and decompresses the body of a request before a resource runs. First it checks path, method, media type and
 * credentials, so most refusals need no byte of the body. Then it limits the body's size, its time, the memory of all
 * bodies together, and the number of bodies per client address. See
 * docs/decisions/0003-bodies-are-read-before-resources.md.
 */
@ApplicationScoped
class RequestBody {

    /** After Quarkus has prepared the authentication, and before {@link Admission}: a slow body takes no place. */
    private static final int ORDER = 150;

    private static final Pattern JSON = Pattern.compile(
            "(application/(json|[\\w.+-]+\\+json|x-www-form-urlencoded|octet-stream)\\b|\\*/\\*).*",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern FORM =
            Pattern.compile("application/x-www-form-urlencoded\\b.*", Pattern.CASE_INSENSITIVE);

    static final String NO_GZIP = "Content-Encoding says gzip, but the body is not valid gzip.";

    /** The largest form of the pages has six fields. */
    private static final int MAX_FIELDS = 50;

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final Bodies bodies;
    private final Routes routes;
    private final Admission admission;
    private final Spool spool;
    private final LargeBodies usual;
    private final List<LargeBodies> large;

    RequestBody(
            BodyLimits limits,
            Bodies bodies,
            Routes routes,
            Admission admission,
            Spool spool,
            @All List<LargeBodies> large) {
        this.bodies = bodies;
        this.routes = routes;
        this.admission = admission;
        this.spool = spool;
        long size = limits.size().asLongValue();
        this.usual = new LargeBodies(Pattern.compile(".*"), size, size, limits.timeout(), false);
        this.large = large;
    }

    void register(@Observes Filters filters) {
        filters.register(this::filter, ORDER);
    }

    private void filter(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (!hasBody(request)) {
            context.next();
            return;
        }
        boolean api = RequestFilter.isApi(request);
        LargeBodies limits = large.stream()
                .filter(some -> api && some.path().matcher(request.path()).matches())
                .findFirst()
                .orElse(usual);
        Optional<ErrorResponse> refusal = api ? refuseByRoute(request) : Optional.empty();
        refusal = refusal.or(() -> refuseByHeaders(request, api ? JSON : FORM, limits));
        if (refusal.isPresent()) {
            refuse(context, refusal.get());
        } else if (api) {
            authenticate(context, limits);
        } else {
            read(context, limits);
        }
    }

    private static boolean hasBody(HttpServerRequest request) {
        return request.headers().contains(HttpHeaders.TRANSFER_ENCODING)
                || !"0"
                        .equals(Optional.ofNullable(request.getHeader(HttpHeaders.CONTENT_LENGTH))
                                .orElse("0"));
    }

    private Optional<ErrorResponse> refuseByRoute(HttpServerRequest request) {
        Optional<Route> route = routes.of(request.path());
        if (route.isEmpty()) {
            return Optional.of(RequestFilter.noPath(request));
        }
        RequestFilter.name(route.get());
        if (!route.get().methods().contains(request.method().name())) {
            request.response().putHeader(HttpHeaders.ALLOW, route.get().allow());
            return Optional.of(ErrorResponse.of(405, "This path does not support this HTTP method."));
        }
        return Optional.empty();
    }

    private Optional<ErrorResponse> refuseByHeaders(HttpServerRequest request, Pattern mediaType, LargeBodies limits) {
        String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        if (type != null && !type.isBlank() && !mediaType.matcher(type).matches()) {
            return Optional.of(
                    ErrorResponse.of(415, "This operation does not accept the Content-Type of this request."));
        }
        if (!encoding(request).matches("identity|gzip|x-gzip")) {
            return Optional.of(ErrorResponse.of(
                    415, "The server decompresses only gzip. Use gzip, or send the body uncompressed."));
        }
        return isTooLong(request.getHeader(HttpHeaders.CONTENT_LENGTH), limits)
                ? Optional.of(tooLarge(limits.received()))
                : Optional.empty();
    }

    private static String encoding(HttpServerRequest request) {
        return Optional.ofNullable(request.getHeader(HttpHeaders.CONTENT_ENCODING))
                .orElse("identity")
                .toLowerCase(Locale.ROOT);
    }

    private static boolean isTooLong(String contentLength, LargeBodies limits) {
        try {
            return contentLength != null && Long.parseLong(contentLength) > limits.received();
        } catch (NumberFormatException tooManyDigits) {
            return true;
        }
    }

    /** Reads the body only for a caller with a valid credential. The resource reuses the identity that is found here. */
    private void authenticate(RoutingContext context, LargeBodies limits) {
        Context eventLoop = Vertx.currentContext();
        Optional<Admission.Place> place = admission.place();
        if (place.isEmpty()) {
            // The body is unread.
            LastResponse.announce(context);
            Admission.refuse(context);
            return;
        }
        eventLoop
                .executeBlocking(() -> QuarkusHttpUser.getSecurityIdentityBlocking(context, null), false)
                .onComplete(result -> {
                    place.get().leave();
                    SecurityIdentity identity = result.result();
                    if (identity != null && !identity.isAnonymous()) {
                        read(context, limits);
                    } else {
                        LastResponse.announce(context);
                        ErrorMapping.answer(context, result.failed() ? result.cause() : new UnauthorizedException());
                    }
                });
    }

    private void read(RoutingContext context, LargeBodies limits) {
        HttpServerRequest request = context.request();
        if (request.isEnded()) {
            // The client hung up while the service looked up who it is.
            return;
        }
        Bodies.Held held = bodies.begin(ClientAddress.of(request));
        if (held == null) {
            refuse(
                    context,
                    ApiException.tooManyRequests(
                            "Your address sends too many request bodies at the same time. Try again later.",
                            RETRY_AFTER));
            return;
        }
        Received received = new Received(context, held, limits);
        context.addEndHandler(end -> {
            received.close();
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
        request.handler(received::add);
        // The client closed the connection, so nobody waits for a response.
        request.exceptionHandler(failure -> {
            context.vertx().cancelTimer(deadline);
            received.close();
            held.release();
        });
        request.endHandler(end -> {
            context.vertx().cancelTimer(deadline);
            if (!context.response().ended()) {
                received.end();
            }
        });
        if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
            context.response().writeContinue();
        }
        request.resume();
    }

    /** What has arrived of a body. It belongs to one event loop, except that a worker writes its file. */
    private final class Received {

        private final RoutingContext context;
        private final HttpServerRequest request;
        private final Bodies.Held held;
        private final LargeBodies limits;
        private final Spool.Content content;
        private Buffer memory = Buffer.buffer();
        private long length;
        private boolean writing;
        private boolean closed;

        Received(RoutingContext context, Bodies.Held held, LargeBodies limits) {
            this.context = context;
            this.request = context.request();
            this.held = held;
            this.limits = limits;
            this.content = limits.streamed() ? spool.create() : null;
        }

        void add(Buffer chunk) {
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

        void end() {
            if (content == null) {
                unpack(memory);
            } else {
                write(this::stream);
            }
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

        void close() {
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

    private static ErrorResponse tooLarge(long limit) {
        return ErrorResponse.of(413, "The body is too large. The limit is " + limit + " bytes.");
    }

    /** Closes the connection, because the rest of the body may still be on its way. */
    private static void refuse(RoutingContext context, ErrorResponse error) {
        LastResponse.announce(context);
        RequestFilter.answer(context, error);
    }

    private static void refuse(RoutingContext context, ApiException refusal) {
        LastResponse.announce(context);
        ErrorMapping.answer(context, refusal);
    }
}
