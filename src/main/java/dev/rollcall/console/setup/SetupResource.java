package dev.rollcall.console.setup;

import dev.rollcall.admin.FirstSetup;
import dev.rollcall.admin.FirstSetup.Progress;
import dev.rollcall.console.PageResource;
import dev.rollcall.http.ApiException;
import dev.rollcall.http.PublicAddress;
import dev.rollcall.mail.Outbox;
import dev.rollcall.provider.ProviderClient;
import dev.rollcall.provider.Providers;
import dev.rollcall.security.RateLimits;
import dev.rollcall.session.BrowserSessions;
import dev.rollcall.session.Origin;
import dev.rollcall.session.SessionCookie;
import dev.rollcall.session.Visitor;
import io.quarkus.qute.TemplateInstance;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import java.util.Comparator;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestResponse;

/**
 * Where the first administrator begins: they send the token of the configuration, and see what is left to do. After the
 * setup there is no such page. The token is in the body of a form only, so it gets into no log and no history.
 */
@Path(SetupResource.HERE)
@PermitAll
@Produces(PageResource.HTML)
class SetupResource extends PageResource {

    static final String HERE = "/setup";

    private final PublicAddress address;
    private final SessionCookie cookie;
    private final FirstSetup setup;
    private final Providers providers;
    private final Outbox outbox;
    private final RateLimits limits;

    SetupResource(
            BrowserSessions sessions,
            PublicAddress address,
            SessionCookie cookie,
            FirstSetup setup,
            Providers providers,
            Outbox outbox,
            RateLimits limits) {
        super(sessions, address);
        this.address = address;
        this.cookie = cookie;
        this.setup = setup;
        this.providers = providers;
        this.outbox = outbox;
        this.limits = limits;
    }

    @GET
    public RestResponse<String> show(@Context HttpServerRequest request) {
        Visitor visitor = visitor(request);
        if (visitor.isSignedIn()) {
            return show(checklist(visitor, request, ""));
        }
        // It needs no credential, and queries the database.
        limits.signIn(address(request));
        return show(enter(visitor, ""));
    }

    private TemplateInstance enter(Visitor visitor, String problem) {
        if (!setup.isOpen()) {
            throw unknown();
        }
        return SetupPages.enter(visitor, problem);
    }

    private TemplateInstance checklist(Visitor visitor, HttpServerRequest request, String problem) {
        Progress progress = setup.progress(visitor.person().id());
        if (!progress.open() || !visitor.person().siteAdmin()) {
            throw unknown();
        }
        String opened = String.valueOf(request.getHeader(HttpHeaders.HOST));
        return SetupPages.checklist(
                visitor,
                progress,
                address.url().toString(),
                opened.equals(address.url().getRawAuthority()) ? "" : opened,
                providers.all().stream()
                        .sorted(Comparator.comparing(ProviderClient::title))
                        .toList(),
                outbox.isOn(),
                problem);
    }

    @POST
    public RestResponse<String> open(
            @RestForm String csrf, @RestForm String token, @Context HttpServerRequest request) {
        Visitor visitor = visitor(request);
        visitor.checkForm(csrf);
        String secret;
        try {
            secret = setup.open(visitor, token == null ? "" : token.strip(), Origin.of(request));
        } catch (ApiException refused) {
            if (refused.status() != 403) {
                throw refused;
            }
            return again(refused, enter(visitor, refused.getMessage()));
        }
        cookie.give(request, secret, FirstSetup.SESSION);
        return seeOther(HERE);
    }

    @POST
    @Path("finish")
    public RestResponse<String> finish(@RestForm String csrf, @Context HttpServerRequest request) {
        return submitted(request, HERE, csrf, visitor -> {
            if (!visitor.person().siteAdmin()) {
                throw unknown();
            }
            try {
                setup.finish(caller(visitor).source(request));
            } catch (ApiException refused) {
                if (refused.status() != 409) {
                    throw refused;
                }
                return again(refused, checklist(visitor, request, refused.getMessage()));
            }
            return seeOther(HERE + "/finished");
        });
    }

    /** For everybody, because the session ends with the token. It has a fixed text. */
    @GET
    @Path("finished")
    public RestResponse<String> finished() {
        return show(SetupPages.finished());
    }
}
