package dev.rollcall.console.organization;

import dev.rollcall.audit.AuditLog.Source;
import dev.rollcall.console.PageResource;
import dev.rollcall.http.ApiException;
import dev.rollcall.http.PublicAddress;
import dev.rollcall.http.RequestFilter;
import dev.rollcall.organization.Organization;
import dev.rollcall.organization.OrganizationAccess;
import dev.rollcall.organization.OrganizationAccess.PlaceInTeam;
import dev.rollcall.security.Caller;
import dev.rollcall.session.BrowserSessions;
import dev.rollcall.session.Visitor;
import dev.rollcall.user.OwnerName;
import io.quarkus.qute.TemplateInstance;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

/** Base of the pages of an organization's settings. The features decide what the visitor may do. */
public abstract class SettingsPageResource extends PageResource {

    private final OrganizationAccess access;

    protected SettingsPageResource(BrowserSessions sessions, PublicAddress address, OrganizationAccess access) {
        super(sessions, address);
        this.access = access;
    }

    /** Does what a form asks for, and says what was done. */
    @FunctionalInterface
    protected interface Change {
        Outcome apply(Place place, Caller caller, Source source);
    }

    /** Shows a page to somebody who belongs to the organization. */
    protected RestResponse<String> page(
            HttpServerRequest request, String orgName, String rest, Function<Place, TemplateInstance> page) {
        return page(request, orgName, "", rest, page);
    }

    /**
     * Shows a page about a team.
     *
     * @param team its name, as in the address; empty for a page that is about no team
     */
    protected RestResponse<String> page(
            HttpServerRequest request,
            String orgName,
            String team,
            String rest,
            Function<Place, TemplateInstance> page) {
        return signedIn(request, path(orgName) + rest, visitor -> show(page.apply(place(visitor, orgName, team))));
    }

    /**
     * Does what a form asks for, and shows a page that says so. If it is refused, the page shows the form again, with the
     * reason. Who may not see the page gets the refusal as a page of its own.
     *
     * @param form its name on the page
     * @param rest the path of the page, below that of the settings
     */
    protected RestResponse<String> change(
            HttpServerRequest request,
            String orgName,
            String rest,
            String csrf,
            String form,
            Change action,
            BiFunction<Place, Outcome, TemplateInstance> page) {
        return change(request, orgName, "", rest, csrf, form, action, page);
    }

    protected RestResponse<String> change(
            HttpServerRequest request,
            String orgName,
            String team,
            String rest,
            String csrf,
            String form,
            Change action,
            BiFunction<Place, Outcome, TemplateInstance> page) {
        return submitted(
                request,
                path(orgName) + rest,
                csrf,
                visitor -> change(request, visitor, orgName, team, form, action, page));
    }

    protected RestResponse<String> change(
            HttpServerRequest request,
            Visitor visitor,
            String orgName,
            String team,
            String form,
            Change action,
            BiFunction<Place, Outcome, TemplateInstance> page) {
        Outcome outcome;
        try {
            Caller caller = caller(visitor);
            outcome = action.apply(place(visitor, orgName, team), caller, caller.source(request));
        } catch (ApiException refusal) {
            if (refusal.status() >= 500) {
                throw refusal;
            }
            outcome = Outcome.refused(form, refusal);
        }
        // Asks again, because the change can be about the visitor or the team.
        TemplateInstance answer = page.apply(place(visitor, orgName, team), outcome);
        return ResponseBuilder.create(RestResponse.Status.fromStatusCode(outcome.status()), answer.render())
                .build();
    }

    /** {@return the visitor's place in the organization} Who does not belong to it does not learn whether it exists. */
    protected Place place(Visitor visitor, String orgName) {
        return place(visitor, orgName, "");
    }

    private Place place(Visitor visitor, String orgName, String team) {
        PlaceInTeam found = access.find(caller(visitor), orgName, team).orElseThrow(SettingsPageResource::missing);
        if (found.standing().kind() == Organization.Kind.SINGLE_USER) {
            throw ApiException.notFound(
                    "This is the individual organization of a person, which has no settings. They edit their profile"
                            + " at /account/profile.");
        }
        return new Place(visitor, found.standing(), found.team());
    }

    /** The same for a name that nobody has, and for one of which the visitor may not know. */
    private static ApiException missing() {
        return ApiException.notFound("There is no such organization, or you do not belong to it. Check the address, or"
                + " ask one of its admins for an invitation.");
    }

    /** {@return the path of the settings} */
    protected static String path(String orgName) {
        if (!OwnerName.isValid(orgName) || OwnerName.isPath(orgName)) {
            throw ApiException.notFound(RequestFilter.NO_PATH);
        }
        return "/" + orgName + "/settings";
    }

    /** {@return what was typed into a field, without spaces at the ends; empty if there is no such field} */
    protected static String typed(String field) {
        return field == null ? "" : field.strip();
    }
}
