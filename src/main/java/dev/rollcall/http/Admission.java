package dev.rollcall.http;

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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.core.CurrentRequestManager;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;

/**
 * Lets in as many requests as can be served soon, and answers the others 503 at once. A request is in flight until its
 * client has the answer, or has hung up <em>and</em> the work for it is done: clients that give up and try again must
 * not pile up work that nobody waits for. See docs/decisions/0015-overload.md.
 */
// Of this scope because filters are made while the service is built, when there are no settings yet.
@ApplicationScoped
class Admission {

    /** After {@link RequestFilter} has read the body: whoever sends slowly takes nobody's place. */
    private static final int SECOND = 900;

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
    private static final String OVERLOADED = "There is too much to do here at the moment. Try again in a moment.";
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
                .description("Requests that are worked on")
                .register(metrics);
        this.shed = Counter.builder("rollcall.requests.shed")
                .description("Requests answered 503 because too many were worked on")
                .register(metrics);
    }

    /** A request's place. */
    private final class Slot {

        private final AtomicBoolean taken = new AtomicBoolean(true);
        private volatile ResteasyReactiveRequestContext work;

        /** Whether a resource is at work, or about to be, which nobody can stop. */
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
        filters.register(this::admit, SECOND);
    }

    private void admit(RoutingContext context) {
        if (!take(inFlight, limit)) {
            context.response().putHeader("Retry-After", String.valueOf(RETRY_AFTER.toSeconds()));
            RequestFilter.answer(context, ErrorResponse.of(503, OVERLOADED));
            return;
        }
        Slot slot = new Slot();
        context.put(SLOT, slot);
        // Unlike a handler of the response, this one cannot be replaced by somebody else's.
        QuarkusRequestWrapper.get(context.request()).addRequestDoneHandler(done -> {
            if (context.response().ended() || !slot.isAtWork()) {
                slot.leave();
            }
        });
        context.next();
    }

    /** Before it is even known who calls, which is work as well. */
    @ServerRequestFilter(preMatching = true)
    void work(RoutingContext context) {
        Slot slot = context.get(SLOT);
        slot.work = CurrentRequestManager.get();
        slot.work.registerCompletionCallback(failure -> slot.leave());
    }

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
