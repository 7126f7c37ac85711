package dev.rollcall.console.admin;

import dev.rollcall.admin.ReconciliationRun;
import dev.rollcall.admin.ReconciliationRun.Progress;
import dev.rollcall.admin.RefusedAdministration;
import dev.rollcall.console.PageResource;
import dev.rollcall.http.PublicAddress;
import dev.rollcall.provider.IdentityProvider;
import dev.rollcall.provider.ProviderClient;
import dev.rollcall.provider.Providers;
import dev.rollcall.session.BrowserSessions;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;

/** The page where site administrators start a sync of all identities, and see what becomes of it. */
@Path(ReconciliationPageResource.HERE)
@PermitAll
@Produces(PageResource.HTML)
class ReconciliationPageResource extends AdministrationResource {

    static final String HERE = "/admin/reconciliation";

    /** In seconds. The page has no script that could ask for the progress. */
    private static final String REFRESH = "5";

    private final ReconciliationRun run;
    private final Providers providers;

    ReconciliationPageResource(
            BrowserSessions sessions,
            PublicAddress address,
            RefusedAdministration refusals,
            ReconciliationRun run,
            Providers providers) {
        super(sessions, address, refusals);
        this.run = run;
        this.providers = providers;
    }

    @GET
    public RestResponse<String> show(@RestQuery String done, @Context HttpServerRequest request) {
        return administrator(request, HERE, visitor -> {
            Progress progress = run.progress();
            long finished = progress.done() + progress.failed();
            long total = finished + progress.due() + progress.running();
            boolean running = progress.startedAt() != null && progress.due() + progress.running() > 0;
            if (running) {
                request.response().putHeader("Refresh", REFRESH);
            }
            return show(AdministrationPages.reconciliation(
                    visitor,
                    progress,
                    finished,
                    total,
                    running,
                    run.outcomes().stream()
                            .map(outcome -> ProviderOutcome.of(outcome, providers))
                            .toList(),
                    providers.all().stream()
                            .map(ProviderClient::provider)
                            .distinct()
                            .sorted()
                            .toList(),
                    done == null ? "" : "The reconciliation has started."));
        });
    }

    @POST
    public RestResponse<String> start(
            @RestForm String csrf, @RestForm String provider, @Context HttpServerRequest request) {
        return administered(request, HERE, csrf, visitor -> {
            run.start(IdentityProvider.named(Typed.text(provider)));
            return seeOther(HERE + "?done=started");
        });
    }
}
