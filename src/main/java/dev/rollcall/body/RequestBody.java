package dev.rollcall.body;

import dev.rollcall.admission.Admission;
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
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads the body of a request before a resource runs. First it checks path, method, media type and credentials, so most
 * refusals need no byte of the body. Then it limits the number of bodies per client address, and lets
 * {@link IncomingBody} read. See docs/decisions/0003-bodies-are-read-before-resources.md.
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
            IncomingBody.refuse(context, refusal.get());
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
            return Optional.of(Routes.NO_METHOD);
        }
        return Optional.empty();
    }

    private Optional<ErrorResponse> refuseByHeaders(HttpServerRequest request, Pattern mediaType, LargeBodies limits) {
        String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        if (type != null && !type.isBlank() && !mediaType.matcher(type).matches()) {
            return Optional.of(
                    ErrorResponse.of(415, "This operation does not accept the Content-Type of this request."));
        }
        if (!IncomingBody.encoding(request).matches("identity|gzip|x-gzip")) {
            return Optional.of(ErrorResponse.of(
                    415, "The server decompresses only gzip. Use gzip, or send the body uncompressed."));
        }
        return isTooLong(request.getHeader(HttpHeaders.CONTENT_LENGTH), limits)
                ? Optional.of(IncomingBody.tooLarge(limits.received()))
                : Optional.empty();
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
            IncomingBody.refuse(
                    context,
                    ApiException.tooManyRequests(
                            "Your address sends too many request bodies at the same time. Try again later.",
                            RETRY_AFTER));
            return;
        }
        new IncomingBody(context, held, limits, limits.streamed() ? spool.create() : null).receive();
    }
}
