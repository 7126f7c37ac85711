package dev.rollcall.console;

import dev.rollcall.http.PublicAddress;
import dev.rollcall.session.BrowserSessions;
import dev.rollcall.session.Visitor;
import io.quarkus.qute.TemplateInstance;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.util.function.Function;
import org.jboss.resteasy.reactive.RestResponse;

/** What the pages of a browser have in common. */
abstract class PageResource {

    static final String HTML = "text/html;charset=UTF-8";

    final BrowserSessions sessions;
    private final PublicAddress address;

    PageResource(BrowserSessions sessions, PublicAddress address) {
        this.sessions = sessions;
        this.address = address;
    }

    /**
     * Shows a page to who has signed in; sends others to do that first, and back afterwards.
     *
     * @param path where it is, with the query
     */
    RestResponse<String> signedIn(
            HttpServerRequest request, String path, Function<Visitor, RestResponse<String>> page) {
        Visitor visitor = sessions.visitor(request);
        return visitor.isSignedIn() ? page.apply(visitor) : seeOther("/signin?return=" + QueryValue.urlEncoded(path));
    }

    /** Like {@link #signedIn}, for a form, which must come from a page of ours. */
    RestResponse<String> submitted(
            HttpServerRequest request, String path, String csrf, Function<Visitor, RestResponse<String>> action) {
        return signedIn(request, path, visitor -> {
            visitor.checkForm(csrf);
            return action.apply(visitor);
        });
    }

    static RestResponse<String> show(TemplateInstance page) {
        return RestResponse.ok(page.render());
    }

    /** Sends the browser to a page of ours; by its whole address, since the framework would believe the Host header. */
    RestResponse<String> seeOther(String path) {
        return RestResponse.seeOther(URI.create(address.link(path)));
    }

    static String address(HttpServerRequest request) {
        return request.remoteAddress().hostAddress();
    }
}
