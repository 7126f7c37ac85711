package dev.rollcall.console;

import dev.rollcall.admission.AsksProviders;
import dev.rollcall.http.ApiException;
import dev.rollcall.http.PublicAddress;
import dev.rollcall.provider.ProviderClient;
import dev.rollcall.provider.Providers;
import dev.rollcall.security.RateLimits;
import dev.rollcall.session.BrowserSessions;
import dev.rollcall.session.Origin;
import dev.rollcall.session.SessionCookie;
import dev.rollcall.session.Visitor;
import dev.rollcall.signin.OAuthStates.Purpose;
import dev.rollcall.signin.ReturnPath;
import dev.rollcall.signin.SignIn;
import dev.rollcall.signin.SignIn.Arrival;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import java.net.URI;
import java.util.Comparator;
import java.util.List;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;

/** The sign-in pages: the list of providers, the form that starts a sign-in, and the OAuth callback. */
@Path("/signin")
@PermitAll
@Produces(PageResource.HTML)
public class SignInResource extends PageResource {

    /** The page after signing out. */
    public static final String SIGNED_OUT = "/signin?done=signed-out";

    private static final String HOME = "/";

    private final SessionCookie cookie;
    private final Providers providers;
    private final SignIn signIn;
    private final RateLimits limits;

    SignInResource(
            BrowserSessions sessions,
            PublicAddress address,
            SessionCookie cookie,
            Providers providers,
            SignIn signIn,
            RateLimits limits) {
        super(sessions, address);
        this.cookie = cookie;
        this.providers = providers;
        this.signIn = signIn;
        this.limits = limits;
    }

    @GET
    public RestResponse<String> list(
            @RestQuery("return") String returnPath, @RestQuery String done, @Context HttpServerRequest request) {
        String path = ReturnPath.of(returnPath, HOME);
        if (visitor(request).isSignedIn()) {
            return seeOther(path);
        }
        List<ProviderClient> all = providers.all().stream()
                .sorted(Comparator.comparing(ProviderClient::title).thenComparing(ProviderClient::name))
                .toList();
        return show(Pages.signIn(all, path, "signed-out".equals(done) ? "You are signed out." : ""));
    }

    /**
     * Shows a button. A link must not start a sign-in, because any site could contain that link. See
     * docs/decisions/0012-pages-and-sessions.md.
     */
    @GET
    @Path("{name}")
    @AsksProviders
    public RestResponse<String> ask(
            String name, @RestQuery("return") String returnPath, @Context HttpServerRequest request) {
        // This may ask the provider for its discovery document.
        limits.signIn(address(request));
        String path = ReturnPath.of(returnPath, HOME);
        Visitor visitor = visitor(request);
        // Others sign in again, before they do something that needs it.
        if (visitor.recent()) {
            return seeOther(path);
        }
        ProviderClient provider = provider(name);
        allowFormsTo(request, provider);
        return show(Pages.signInAt(visitor, provider, path));
    }

    @POST
    @Path("{name}")
    @AsksProviders
    public RestResponse<String> start(
            String name,
            @RestForm String csrf,
            @RestForm("return") String returnPath,
            @Context HttpServerRequest request) {
        limits.signIn(address(request));
        Visitor visitor = sessions.visitor(request);
        visitor.checkForm(csrf);
        return RestResponse.seeOther(
                signIn.begin(visitor, provider(name), Purpose.SIGN_IN, ReturnPath.of(returnPath, HOME)));
    }

    @GET
    @Path("{name}/callback")
    @AsksProviders
    public RestResponse<String> complete(
            String name,
            @RestQuery String state,
            @RestQuery String code,
            @RestQuery String error,
            @Context HttpServerRequest request) {
        limits.signIn(address(request));
        Arrival arrival = signIn.complete(
                sessions.visitor(request), provider(name), new SignIn.Callback(state, code, error), Origin.of(request));
        arrival.secret().ifPresent(secret -> cookie.give(request, secret));
        return seeOther(arrival.path());
    }

    private ProviderClient provider(String name) {
        return providers
                .named(name)
                .orElseThrow(() -> ApiException.notFound("No identity provider named '" + name
                        + "' is configured on this server. Choose another one, or ask your administrator to add it."));
    }

    private void allowFormsTo(HttpServerRequest request, ProviderClient provider) {
        URI url = URI.create(signIn.registration(provider).authorizationUrl());
        PageHeaders.allowFormsTo(request, url.getScheme() + "://" + url.getRawAuthority());
    }
}
