package dev.rollcall.console.account;

import dev.rollcall.console.PageResource;
import dev.rollcall.database.Transactions;
import dev.rollcall.http.PublicAddress;
import dev.rollcall.identity.Identity;
import dev.rollcall.provider.ProviderClient;
import dev.rollcall.provider.Providers;
import dev.rollcall.session.BrowserSessions;
import dev.rollcall.signin.ReturnPath;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import java.util.Comparator;
import java.util.List;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;

/** Asks a person who signed in some time ago to sign in again, before they do something that needs it. */
@Path("/account/confirm")
@PermitAll
@Produces(PageResource.HTML)
class ConfirmResource extends PageResource {

    private final Providers providers;

    ConfirmResource(BrowserSessions sessions, PublicAddress address, Providers providers) {
        super(sessions, address);
        this.providers = providers;
    }

    @GET
    public RestResponse<String> ask(@RestQuery("return") String returnPath, @Context HttpServerRequest request) {
        String path = ReturnPath.of(returnPath, "/account/profile");
        return signedIn(request, path, visitor -> {
            if (visitor.recent()) {
                return seeOther(path);
            }
            List<Identity> linked =
                    Transactions.call(() -> Identity.of(visitor.person().id()));
            List<ProviderClient> own = providers.all().stream()
                    .filter(client -> linked.stream()
                            .anyMatch(identity -> identity.provider == client.provider()
                                    && identity.instance.equals(client.instance())))
                    .sorted(Comparator.comparing(ProviderClient::title))
                    .toList();
            return show(AccountPages.confirm(visitor, own, path));
        });
    }
}
