package dev.rollcall.admission;

import dev.rollcall.http.ApiException;
import dev.rollcall.http.ErrorResponse;
import dev.rollcall.http.RequestFilter;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.quarkus.vertx.http.runtime.filters.QuarkusRequestWrapper;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.core.CurrentRequestManager;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;

/**
 * Limits the requests in flight, and answers 503 to the others at once. A request is in flight until its response is
 * sent. If the client hangs up, the request stays in flight until its work is done, so clients that retry cannot pile
 * up work. See docs/decisions/0015-overload.md.
 */
// Application-scoped, because filters are registered during the build, when there are no settings yet.
@ApplicationScoped
public class Admission {

    /** Runs after the body has been read, so a client that sends slowly takes no place. */
    private static final int ORDER = 100;

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
    private static final String OVERLOADED = "The server has too many requests. Try again in a moment.";
    private static final String SLOT = Slot.class.getName();

    private final int limit;
    private final int limitOfProviders;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger atProviders = new AtomicInteger();
    private final Counter shed;

    Admission(ConcurrencyLimits limits, MeterRegistry metrics) {
        this.limit = limits.concurrentRequests();
        this.limitOfProviders = limit / 2;
        Gauge.builder("rollcall.requests.in.flight", inFlight, AtomicInteger::get)
                .description("Requests in flight")
                .register(metrics);
        this.shed = Counter.builder("rollcall.requests.shed")
                .description("Requests answered 503 because too many were in flight")
                .register(metrics);
    }

    /** The place that a request in flight takes. */
    private final class Slot {

        private final AtomicBoolean taken = new AtomicBoolean(true);
        private volatile ResteasyReactiveRequestContext work;

        /** {@return whether a resource runs, or is about to: nothing can stop it then} */
        private boolean isAtWork() {
            return work != null && work.getTarget() != null;
        }

        private void leave() {
            if (taken.compareAndSet(true, false)) {
                inFlight.decrementAndGet();
            }
        }
    }

    void register(@Observes Filters filters) {
        filters.register(this::admit, ORDER);
    }

    /** A place for work that is done before a resource is: finding out who sends a body. */
    public interface Place {

        /** Gives the place back. */
        void leave();
    }

    /** {@return a place; empty if all are taken} Whoever takes one gives it back. */
    public Optional<Place> place() {
        return take(inFlight, limit) ? Optional.of(inFlight::decrementAndGet) : Optional.empty();
    }

    /** Answers 503 to a request for which there is no place. */
    public static void refuse(RoutingContext context) {
        context.response().putHeader("Retry-After", String.valueOf(RETRY_AFTER.toSeconds()));
        RequestFilter.answer(context, ErrorResponse.of(503, OVERLOADED));
    }

    private void admit(RoutingContext context) {
        if (place().isEmpty()) {
            refuse(context);
            return;
        }
        Slot slot = new Slot();
        context.put(SLOT, slot);
        // Other code cannot replace this handler, unlike the handlers of the response.
        QuarkusRequestWrapper.get(context.request()).addRequestDoneHandler(done -> {
            if (context.response().ended() || !slot.isAtWork()) {
                slot.leave();
            }
        });
        context.next();
    }

    /** Runs before authentication, because authentication is work too. */
    @ServerRequestFilter(preMatching = true)
    void work(RoutingContext context) {
        Slot slot = context.get(SLOT);
        slot.work = CurrentRequestManager.get();
        slot.work.registerCompletionCallback(failure -> slot.leave());
    }

    /** Gives operations that wait for identity providers at most half of the places. */
    @AsksProviders
    @ServerRequestFilter
    void workElsewhere(ContainerRequestContext request) {
        if (!take(atProviders, limitOfProviders)) {
            throw ApiException.unavailable(OVERLOADED, RETRY_AFTER);
        }
        CurrentRequestManager.get().registerCompletionCallback(failure -> atProviders.decrementAndGet());
    }

    private boolean take(AtomicInteger taken, int limit) {
        boolean free = taken.getAndUpdate(count -> Math.min(count + 1, limit)) < limit;
        if (!free) {
            shed.increment();
        }
        return free;
    }
}
