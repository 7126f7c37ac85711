package dev.rollcall.development;

import dev.rollcall.audit.AuditEvent;
import dev.rollcall.audit.AuditEvent.Action;
import dev.rollcall.console.PageResource;
import dev.rollcall.database.Transactions;
import dev.rollcall.http.ApiException;
import dev.rollcall.http.PublicAddress;
import dev.rollcall.provider.Providers;
import dev.rollcall.session.BrowserSessions;
import dev.rollcall.session.Origin;
import dev.rollcall.session.Visitor;
import dev.rollcall.signin.ReturnPath;
import dev.rollcall.user.User;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.PermitAll;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.ResponseHeader;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;

/**
 * Signs somebody from the sample data in, without an identity provider. Only with the embedded database: nobody must get an
 * account of another database in this way.
 */
@Path(DevelopmentSignInResource.HERE)
@PermitAll
@Produces(PageResource.HTML)
class DevelopmentSignInResource extends PageResource {

    static final String HERE = "/development/sign-in";

    private static final List<String> PEOPLE = List.of("ada", "grace");

    /** After the filters that give the request an id and check its path. */
    private static final int PRIORITY = 50;

    private final PublicAddress address;
    private final Providers providers;

    DevelopmentSignInResource(BrowserSessions sessions, PublicAddress address, Providers providers) {
        super(sessions, address);
        this.address = address;
        this.providers = providers;
    }

    @CheckedTemplate(basePath = "development", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    static final class Templates {

        private Templates() {}

        static native TemplateInstance signIn(Visitor visitor, List<String> people, String returnPath);
    }

    /** Without an identity provider, the sign-in page leads here. */
    void register(@Observes Filters filters) {
        filters.register(this::lead, PRIORITY);
    }

    private void lead(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (request.method().equals(HttpMethod.GET)
                && "/signin".equals(request.path())
                && isOn()
                && providers.all().isEmpty()) {
            String query = request.query() == null ? "" : "?" + request.query();
            context.response()
                    .setStatusCode(303)
                    .putHeader(HttpHeaders.LOCATION, address.link(HERE + query))
                    .end();
        } else {
            context.next();
        }
    }

    private static boolean isOn() {
        return System.getProperty(Development.EMBEDDED_URL) != null;
    }

    @GET
    @ResponseHeader(
            name = "Content-Security-Policy",
            value = "default-src 'none'; style-src 'self'; frame-ancestors 'none'; form-action 'self'")
    @ResponseHeader(name = "Cache-Control", value = "no-store")
    @Operation(hidden = true)
    public RestResponse<String> ask(@RestQuery("return") String returnPath, @Context HttpServerRequest request) {
        requireSampleData();
        return show(Templates.signIn(sessions.visitor(request), PEOPLE, ReturnPath.of(returnPath, "/")));
    }

    @POST
    @Operation(hidden = true)
    public RestResponse<String> signIn(
            @RestForm String csrf,
            @RestForm String login,
            @RestForm("return") String returnPath,
            @Context HttpServerRequest request) {
        requireSampleData();
        Visitor visitor = sessions.visitor(request);
        visitor.checkForm(csrf);
        if (!PEOPLE.contains(login)) {
            throw ApiException.badRequest("Choose one of the people of the sample data.");
        }
        Origin origin = Origin.of(request);
        String secret = Transactions.call(() -> {
            User person = User.byLogin(login)
                    .orElseThrow(() -> ApiException.notFound("'" + login + "' does not exist any more."));
            AuditEvent.record(Action.SIGNED_IN, person.id, person.id, null, origin.address());
            return sessions.renew(visitor, person.id, origin);
        });
        sessions.give(request, secret);
        return seeOther(ReturnPath.of(returnPath, "/"));
    }

    private static void requireSampleData() {
        if (!isOn()) {
            throw ApiException.notFound(
                    "Only dev mode's own database has people who can sign in like this. Configure an identity provider.");
        }
    }
}
