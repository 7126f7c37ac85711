package dev.rollcall.console;

import dev.rollcall.http.ApiException;
import dev.rollcall.http.ClientAddress;
import dev.rollcall.http.PublicAddress;
import dev.rollcall.security.Caller;
import dev.rollcall.session.BrowserSessions;
import dev.rollcall.session.Visitor;
import io.quarkus.qute.TemplateInstance;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.util.function.Function;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

/** Base of the resources that serve pages: sessions, forms and redirects. */
public abstract class PageResource {

    /** The content type of pages. */
    public static final String HTML = "text/html;charset=UTF-8";

    protected final BrowserSessions sessions;
    private final PublicAddress address;

    protected PageResource(BrowserSessions sessions, PublicAddress address) {
        this.sessions = sessions;
        this.address = address;
    }

    /** {@return who requests the page} If it fails, the page with the error keeps their navigation. */
    protected Visitor visitor(HttpServerRequest request) {
        Visitor visitor = sessions.visitor(request);
        ErrorPage.keep(visitor);
        return visitor;
    }

    /**
     * Shows a page to a signed-in visitor. Sends other visitors to the sign-in page, and back to the page afterwards.
     *
     * @param path path and query of the page
     */
    protected RestResponse<String> signedIn(
            HttpServerRequest request, String path, Function<Visitor, RestResponse<String>> page) {
        Visitor visitor = visitor(request);
        return visitor.isSignedIn() ? page.apply(visitor) : seeOther("/signin?return=" + QueryValue.urlEncoded(path));
    }

    /** Like {@link #signedIn}, for a submitted form. Answers 403 if the form does not come from this browser's page. */
    protected RestResponse<String> submitted(
            HttpServerRequest request, String path, String csrf, Function<Visitor, RestResponse<String>> action) {
        return signedIn(request, path, visitor -> {
            visitor.checkForm(csrf);
            return action.apply(visitor);
        });
    }

    /**
     * Like {@link #submitted}, for what somebody who finds an open browser must not do. A person who signed in more than
     * 15 minutes ago signs in again, and then returns to the page.
     */
    protected RestResponse<String> confirmed(
            HttpServerRequest request, String path, String csrf, Function<Visitor, RestResponse<String>> action) {
        return submitted(
                request,
                path,
                csrf,
                visitor -> visitor.recent()
                        ? action.apply(visitor)
                        : seeOther("/account/confirm?return=" + QueryValue.urlEncoded(path)));
    }

    protected static RestResponse<String> show(TemplateInstance page) {
        return RestResponse.ok(page.render());
    }

    /** Shows a form once more, with what people typed and what is wrong with it. */
    protected static RestResponse<String> again(ApiException wrong, TemplateInstance page) {
        return ResponseBuilder.<String>create(wrong.status())
                .entity(page.render())
                .build();
    }

    /** The refusal of a page that does not exist, and of one of which the visitor may not know. */
    protected static ApiException unknown() {
        return ApiException.notFound(
                "There is no such page, or you may not see it. Check the address. If it is the page of"
                        + " an organization, ask one of its admins for an invitation.");
    }

    /** Redirects to a page of this service. The URL is absolute, because JAX-RS would use the request's Host header. */
    protected RestResponse<String> seeOther(String path) {
        return RestResponse.seeOther(URI.create(address.link(path)));
    }

    /** The signed-in visitor as a caller, who has no token unless they signed in with one. */
    protected static Caller caller(Visitor visitor) {
        return new Caller(visitor.person().id(), visitor.token());
    }

    /** The client's IP address. */
    protected static String address(HttpServerRequest request) {
        return ClientAddress.of(request);
    }
}
