package dev.rollcall.console.admin;

import dev.rollcall.admin.RefusedAdministration;
import dev.rollcall.console.PageResource;
import dev.rollcall.http.PublicAddress;
import dev.rollcall.provider.Providers;
import dev.rollcall.reconciliation.ProviderStates;
import dev.rollcall.reconciliation.ProviderStates.Trouble;
import dev.rollcall.session.BrowserSessions;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import java.util.Comparator;
import java.util.List;
import org.jboss.resteasy.reactive.RestResponse;

/** The page that tells site administrators which identity providers work. */
@Path(ProvidersPageResource.HERE)
@PermitAll
@Produces(PageResource.HTML)
class ProvidersPageResource extends AdministrationResource {

    static final String HERE = "/admin/providers";

    private final Providers providers;
    private final ProviderStates states;

    ProvidersPageResource(
            BrowserSessions sessions,
            PublicAddress address,
            RefusedAdministration refusals,
            Providers providers,
            ProviderStates states) {
        super(sessions, address, refusals);
        this.providers = providers;
        this.states = states;
    }

    @GET
    public RestResponse<String> list(@Context HttpServerRequest request) {
        return administrator(request, HERE, visitor -> {
            List<Trouble> troubles = states.troubles();
            return show(AdministrationPages.providers(
                    visitor,
                    providers.all().stream()
                            .map(client -> ProviderState.of(client, troubles))
                            .sorted(Comparator.comparing(ProviderState::title).thenComparing(ProviderState::name))
                            .toList()));
        });
    }
}
