package dev.rollcall.admin;

import com.fasterxml.jackson.core.JacksonException;
import dev.rollcall.audit.AuditEvent.Action;
import dev.rollcall.audit.AuditEvent.Reason;
import dev.rollcall.audit.AuditLog.Source;
import dev.rollcall.audit.RefusedActions;
import dev.rollcall.http.ApiException;
import dev.rollcall.security.Caller;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.identity.SecurityIdentity;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.ConstraintViolationException;
import java.util.Optional;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;
import org.jboss.resteasy.reactive.server.SimpleResourceInfo;

/** Records refused requests for site administration: those of other callers, and those that cannot be done. */
@ApplicationScoped
public class RefusedAdministration {

    /** Several packages have operations below this path. */
    private static final String ADMINISTRATION = "/api/admin/";

    private final SecurityIdentity identity;
    private final RefusedActions refusals;

    RefusedAdministration(SecurityIdentity identity, RefusedActions refusals) {
        this.identity = identity;
        this.refusals = refusals;
    }

    /** Callers without valid credentials are not recorded: nobody knows who they are, and their address is limited. */
    @ServerResponseFilter
    void record(Throwable failure, SimpleResourceInfo resource, HttpServerRequest request) {
        if (failure == null
                || resource == null
                || resource.getResourceClass() == null
                || !request.path().startsWith(ADMINISTRATION)
                || !(identity.getPrincipal() instanceof Caller caller)) {
            return;
        }
        record(
                failure,
                resource.getResourceClass().getSimpleName() + "." + resource.getMethodName(),
                caller.source(request));
    }

    /**
     * Records a refused request, unless it failed because of the service.
     *
     * @param what names what was refused in the log; nothing from the client
     */
    public void record(Throwable failure, String what, Source source) {
        reason(failure).ifPresent(reason -> refusals.record(Action.ADMINISTRATION_REFUSED, reason, what, source));
    }

    /** {@return why a request was refused; empty if the service failed} */
    private static Optional<Reason> reason(Throwable failure) {
        if (failure instanceof ForbiddenException) {
            return Optional.of(Reason.NOT_AN_ADMINISTRATOR);
        }
        if (failure instanceof ConstraintViolationException
                || failure instanceof JacksonException
                || failure.getCause() instanceof JacksonException) {
            return Optional.of(Reason.INVALID_REQUEST);
        }
        if (failure instanceof ApiException refused) {
            return switch (refused.status()) {
                case 400 -> Optional.of(Reason.INVALID_REQUEST);
                case 404 -> Optional.of(Reason.NOT_FOUND);
                case 409 -> Optional.of(Reason.CONFLICT);
                default -> Optional.empty();
            };
        }
        return Optional.empty();
    }
}
