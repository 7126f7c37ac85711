package dev.rollcall.console.admin;

import dev.rollcall.admin.RefusedAdministration;
import dev.rollcall.console.PageResource;
import dev.rollcall.http.ApiException;
import dev.rollcall.http.PublicAddress;
import dev.rollcall.orgadmin.AdministeredOrganization;
import dev.rollcall.orgadmin.OrganizationAdministration;
import dev.rollcall.orgadmin.Organizations;
import dev.rollcall.query.PageSize;
import dev.rollcall.session.BrowserSessions;
import dev.rollcall.session.Visitor;
import dev.rollcall.user.OwnerName;
import io.quarkus.qute.TemplateInstance;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;

/** The pages where site administrators search, create, rename and delete organizations. */
@Path(OrganizationsPageResource.HERE)
@PermitAll
@Produces(PageResource.HTML)
class OrganizationsPageResource extends AdministrationResource {

    static final String HERE = "/admin/organizations";

    private static final PageSize PAGE = new PageSize(50);

    private final Organizations organizations;
    private final OrganizationAdministration administration;

    OrganizationsPageResource(
            BrowserSessions sessions,
            PublicAddress address,
            RefusedAdministration refusals,
            Organizations organizations,
            OrganizationAdministration administration) {
        super(sessions, address, refusals);
        this.organizations = organizations;
        this.administration = administration;
    }

    private static String path(String login) {
        if (!OwnerName.isValid(login)) {
            throw ApiException.notFound("No organization has this name.");
        }
        return HERE + "/" + login;
    }

    @GET
    public RestResponse<String> list(
            @RestQuery String search,
            @RestQuery String after,
            @RestQuery String done,
            @Context HttpServerRequest request) {
        return administrator(
                request,
                HERE,
                visitor -> show(page(
                        visitor,
                        Typed.text(search),
                        after,
                        OrganizationForm.EMPTY,
                        "deleted".equals(done) ? "The organization is deleted." : "",
                        "")));
    }

    private TemplateInstance page(
            Visitor visitor, String search, String after, OrganizationForm form, String message, String problem) {
        AdministeredOrganization.Page page = organizations.page(search, PAGE, after);
        return AdministrationPages.organizations(
                visitor, search, page.organizations(), page.continuationToken(), form, message, problem);
    }

    @POST
    public RestResponse<String> create(
            @RestForm String csrf,
            @RestForm String login,
            @RestForm String name,
            @RestForm String admin,
            @Context HttpServerRequest request) {
        OrganizationForm form = OrganizationForm.typed(login, name, admin);
        return administered(
                request,
                HERE,
                csrf,
                visitor -> attempt(
                        request,
                        visitor,
                        () -> {
                            administration.create(caller(visitor).source(request), form.create());
                            return seeOther(path(form.login()) + "?done=created");
                        },
                        problem -> page(visitor, "", null, form, "", problem)));
    }

    @GET
    @Path("{login}")
    public RestResponse<String> show(String login, @RestQuery String done, @Context HttpServerRequest request) {
        return administrator(request, path(login), visitor -> {
            AdministeredOrganization organization = organizations.get(login);
            String message = switch (done == null ? "" : done) {
                case "created" -> "The organization is created.";
                case "changed" -> "The organization is changed.";
                default -> "";
            };
            return show(AdministrationPages.organization(
                    visitor, organization, OrganizationForm.of(organization), message, ""));
        });
    }

    @POST
    @Path("{login}")
    public RestResponse<String> change(
            String login,
            @RestForm String csrf,
            @RestForm("login") String newLogin,
            @RestForm String name,
            @Context HttpServerRequest request) {
        OrganizationForm form = OrganizationForm.typed(newLogin, name, "");
        return administered(request, path(login), csrf, visitor -> {
            AdministeredOrganization before = organizations.get(login);
            return attempt(
                    request,
                    visitor,
                    () -> {
                        administration.change(caller(visitor).source(request), before.name(), form.change());
                        return seeOther(path(form.login()) + "?done=changed");
                    },
                    problem -> AdministrationPages.organization(visitor, before, form, "", problem));
        });
    }

    @GET
    @Path("{login}/delete")
    public RestResponse<String> askToDelete(String login, @Context HttpServerRequest request) {
        return administrator(
                request,
                path(login) + "/delete",
                visitor -> show(AdministrationPages.deleteOrganization(visitor, organizations.get(login), "")));
    }

    @POST
    @Path("{login}/delete")
    public RestResponse<String> delete(
            String login,
            @RestForm String csrf,
            @RestForm String typed,
            @RestForm String stacks,
            @Context HttpServerRequest request) {
        return administered(request, path(login) + "/delete", csrf, visitor -> {
            AdministeredOrganization organization = organizations.get(login);
            return attempt(
                    request,
                    visitor,
                    () -> {
                        if (!organization.name().equals(Typed.text(typed))) {
                            throw ApiException.badRequest(
                                    "You did not type " + organization.name() + ". The organization is not deleted.");
                        }
                        administration.delete(caller(visitor).source(request), organization.name(), stacks != null);
                        return seeOther(HERE + "?done=deleted");
                    },
                    problem -> AdministrationPages.deleteOrganization(visitor, organization, problem));
        });
    }
}
