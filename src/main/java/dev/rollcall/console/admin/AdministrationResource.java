package dev.rollcall.console.admin;

import dev.rollcall.admin.RefusedAdministration;
import dev.rollcall.console.PageResource;
import dev.rollcall.console.QueryValue;
import dev.rollcall.http.ApiException;
import dev.rollcall.http.PublicAddress;
import dev.rollcall.session.BrowserSessions;
import dev.rollcall.session.Visitor;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.security.ForbiddenException;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jboss.resteasy.reactive.RestResponse;

/**
 * What the pages of site administration have in common. They exist for site administrators only: others get the page of a
 * name that nobody has. What is refused is recorded, as in the API.
 */
public abstract class AdministrationResource extends PageResource {

    private final RefusedAdministration refusals;

    protected AdministrationResource(BrowserSessions sessions, PublicAddress address, RefusedAdministration refusals) {
        super(sessions, address);
        this.refusals = refusals;
    }

    /** Shows a page to a site administrator. The path is that of {@link #signedIn}. */
    protected RestResponse<String> administrator(
            HttpServerRequest request, String path, Function<Visitor, RestResponse<String>> page) {
        return signedIn(request, path, visitor -> {
            if (!visitor.person().siteAdmin()) {
                record(new ForbiddenException(), visitor, request);
                throw unknown();
            }
            try {
                return page.apply(visitor);
            } catch (ApiException refused) {
                record(refused, visitor, request);
                throw refused;
            }
        });
    }

    /**
     * Like {@link #administrator}, for a submitted form. An administrator who signed in more than 15 minutes ago signs in
     * again, and then returns to the page.
     */
    protected RestResponse<String> administered(
            HttpServerRequest request, String path, String csrf, Function<Visitor, RestResponse<String>> action) {
        return administrator(request, path, visitor -> {
            visitor.checkForm(csrf);
            return visitor.recent()
                    ? action.apply(visitor)
                    : seeOther("/account/confirm?return=" + QueryValue.urlEncoded(path));
        });
    }

    /** Does something. If it is refused, shows the form once more, with the reason. */
    protected RestResponse<String> attempt(
            HttpServerRequest request,
            Visitor visitor,
            Supplier<RestResponse<String>> action,
            Function<String, TemplateInstance> form) {
        try {
            return action.get();
        } catch (ApiException wrong) {
            record(wrong, visitor, request);
            return again(wrong, form.apply(wrong.getMessage()));
        }
    }

    private void record(Throwable failure, Visitor visitor, HttpServerRequest request) {
        refusals.record(failure, "A page of administration", caller(visitor).source(request));
    }
}
