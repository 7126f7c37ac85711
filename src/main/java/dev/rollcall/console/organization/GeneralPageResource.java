package dev.rollcall.console.organization;

import dev.rollcall.console.PageResource;
import dev.rollcall.http.ApiException;
import dev.rollcall.http.PublicAddress;
import dev.rollcall.organization.OrganizationAccess;
import dev.rollcall.session.BrowserSessions;
import dev.rollcall.settings.OrganizationSettings;
import dev.rollcall.settings.UpdateOrganizationRequest;
import io.quarkus.qute.TemplateInstance;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestResponse;

/**
 * The first page of an organization's settings. It has no path below it: other paths of three segments are pages of stacks,
 * also those of a project that is called settings.
 */
@Path("/{orgName}/settings")
@PermitAll
@Produces(PageResource.HTML)
class GeneralPageResource extends SettingsPageResource {

    private static final String GENERAL = "general";

    private final OrganizationSettings settings;

    GeneralPageResource(
            BrowserSessions sessions, PublicAddress address, OrganizationAccess access, OrganizationSettings settings) {
        super(sessions, address, access);
        this.settings = settings;
    }

    @GET
    public RestResponse<String> show(String orgName, @Context HttpServerRequest request) {
        return page(request, orgName, "", place -> show(place, Outcome.NONE, null));
    }

    private TemplateInstance show(Place place, Outcome outcome, ListedSettings typed) {
        return OrganizationPages.general(
                place, outcome, outcome.refused(GENERAL) ? typed : ListedSettings.of(settings.read(place.standing())));
    }

    /** A browser sends a box that is not checked as an absent field. */
    @POST
    public RestResponse<String> save(
            String orgName,
            @RestForm String csrf,
            @RestForm String permission,
            @RestForm String createStacks,
            @RestForm String deleteStacks,
            @RestForm String transferStacks,
            @RestForm String createTeams,
            @RestForm String days,
            @Context HttpServerRequest request) {
        ListedSettings typed = new ListedSettings(
                Choice.permissions(number(permission, -1)),
                createStacks != null,
                deleteStacks != null,
                transferStacks != null,
                createTeams != null,
                typed(days));
        return change(
                request,
                orgName,
                "",
                csrf,
                GENERAL,
                (place, caller, source) -> {
                    settings.update(
                            caller,
                            source,
                            orgName,
                            UpdateOrganizationRequest.of(
                                    number(permission, -1),
                                    typed.createStacks(),
                                    typed.deleteStacks(),
                                    typed.transferStacks(),
                                    typed.createTeams(),
                                    days(typed.days())));
                    return Outcome.done("The settings are saved.");
                },
                (place, outcome) -> show(place, outcome, typed));
    }

    private static int number(String text, int otherwise) {
        return text != null && text.matches("[0-9]{1,4}") ? Integer.parseInt(text) : otherwise;
    }

    private static long days(String text) {
        int days = text.isEmpty() ? 0 : number(text, -1);
        if (days < 0) {
            throw ApiException.badRequest(
                    "The longest lifetime of access tokens must be a whole number of days. Leave it empty for no limit.");
        }
        return days;
    }
}
