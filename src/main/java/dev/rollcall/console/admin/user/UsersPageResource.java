package dev.rollcall.console.admin.user;

import dev.rollcall.accounts.AccountAdministration;
import dev.rollcall.accounts.Accounts;
import dev.rollcall.accounts.AdministeredUser;
import dev.rollcall.admin.RefusedAdministration;
import dev.rollcall.console.PageResource;
import dev.rollcall.console.admin.AdministrationResource;
import dev.rollcall.console.admin.Typed;
import dev.rollcall.http.PublicAddress;
import dev.rollcall.query.PageSize;
import dev.rollcall.session.BrowserSessions;
import dev.rollcall.session.Visitor;
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

/** The page where site administrators search and create accounts. */
@Path(UsersPageResource.HERE)
@PermitAll
@Produces(PageResource.HTML)
class UsersPageResource extends AdministrationResource {

    static final String HERE = "/admin/users";

    private static final PageSize PAGE = new PageSize(50);

    private final Accounts accounts;
    private final AccountAdministration administration;

    UsersPageResource(
            BrowserSessions sessions,
            PublicAddress address,
            RefusedAdministration refusals,
            Accounts accounts,
            AccountAdministration administration) {
        super(sessions, address, refusals);
        this.accounts = accounts;
        this.administration = administration;
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
                        UserForm.EMPTY,
                        "deleted".equals(done) ? "The account is deleted." : "",
                        "")));
    }

    private TemplateInstance page(
            Visitor visitor, String search, String after, UserForm form, String message, String problem) {
        AdministeredUser.Page page = accounts.page(search, PAGE, after);
        return UserPages.users(visitor, search, page.users(), page.continuationToken(), form, message, problem);
    }

    @POST
    public RestResponse<String> create(
            @RestForm String csrf,
            @RestForm String login,
            @RestForm String name,
            @RestForm String email,
            @RestForm String verified,
            @Context HttpServerRequest request) {
        UserForm form = UserForm.typed(login, name, email, verified);
        return administered(
                request,
                HERE,
                csrf,
                visitor -> attempt(
                        request,
                        visitor,
                        () -> seeOther(HERE + "/"
                                + administration
                                        .create(caller(visitor).source(request), form.create())
                                        .login()
                                + "?done=created"),
                        problem -> page(visitor, "", null, form, "", problem)));
    }
}
