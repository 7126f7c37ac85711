package dev.rollcall.console.admin.user;

import dev.rollcall.accounts.AccountAdministration;
import dev.rollcall.accounts.Accounts;
import dev.rollcall.accounts.AdministeredUser;
import dev.rollcall.accounts.OwnAccount;
import dev.rollcall.accounts.OwnAccount.Profile;
import dev.rollcall.admin.RefusedAdministration;
import dev.rollcall.admin.UserAdministration;
import dev.rollcall.audit.AuditLog.Source;
import dev.rollcall.console.PageResource;
import dev.rollcall.console.admin.AdministrationResource;
import dev.rollcall.console.admin.Typed;
import dev.rollcall.http.ApiException;
import dev.rollcall.http.PublicAddress;
import dev.rollcall.http.RequestFilter;
import dev.rollcall.personaltoken.PersonalTokens;
import dev.rollcall.provider.ProviderClient;
import dev.rollcall.provider.Providers;
import dev.rollcall.session.BrowserSessions;
import dev.rollcall.session.PersonSessions;
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
import java.util.Comparator;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;

/** The pages of an account, for site administrators. */
@Path("/admin/users/{login}")
@PermitAll
@Produces(PageResource.HTML)
class UserPageResource extends AdministrationResource {

    private final Accounts accounts;
    private final AccountAdministration administration;
    private final UserAdministration users;
    private final OwnAccount details;
    private final PersonSessions openSessions;
    private final PersonalTokens tokens;
    private final Providers providers;

    UserPageResource(
            BrowserSessions sessions,
            PublicAddress address,
            RefusedAdministration refusals,
            Accounts accounts,
            AccountAdministration administration,
            UserAdministration users,
            OwnAccount details,
            PersonSessions openSessions,
            PersonalTokens tokens,
            Providers providers) {
        super(sessions, address, refusals);
        this.accounts = accounts;
        this.administration = administration;
        this.users = users;
        this.details = details;
        this.openSessions = openSessions;
        this.tokens = tokens;
        this.providers = providers;
    }

    /** The path of an account's page. No account has a name that is not valid. */
    static String path(String login) {
        if (!OwnerName.isValid(login)) {
            throw ApiException.notFound("Nobody has this login.");
        }
        return UsersPageResource.HERE + "/" + login;
    }

    @GET
    public RestResponse<String> show(String login, @RestQuery String done, @Context HttpServerRequest request) {
        return administrator(request, path(login), visitor -> {
            AdministeredUser user = accounts.get(login);
            return show(UserPages.user(visitor, user, UserForm.of(user), message(done), ""));
        });
    }

    private static String message(String done) {
        return switch (done == null ? "" : done) {
            case "created" -> "The account is created. Attach an identity, so that its person can sign in.";
            case "changed" -> "The account is changed.";
            case "" -> "";
            default -> UserAction.named(done).map(UserAction::done).orElse("");
        };
    }

    @POST
    public RestResponse<String> change(
            String login,
            @RestForm String csrf,
            @RestForm("login") String newLogin,
            @RestForm String name,
            @RestForm String email,
            @RestForm String verified,
            @Context HttpServerRequest request) {
        UserForm form = UserForm.typed(newLogin, name, email, verified);
        return administered(request, path(login), csrf, visitor -> {
            AdministeredUser before = accounts.get(login);
            return attempt(
                    request,
                    visitor,
                    () -> {
                        administration.change(caller(visitor).source(request), before.login(), form.change());
                        return seeOther(path(form.login()) + "?done=changed");
                    },
                    problem -> UserPages.user(visitor, before, form, "", problem));
        });
    }

    // ------------------------------------------------------------------------------------- what a page asks before

    @GET
    @Path(
            "{action: suspend|restore|end-sessions|revoke-tokens|make-administrator|remove-administrator|confirm-second-factor|deny-second-factor}")
    public RestResponse<String> ask(String login, String action, @Context HttpServerRequest request) {
        return administrator(
                request,
                path(login) + "/" + action,
                visitor -> show(UserPages.userAction(visitor, accounts.get(login), named(action), "")));
    }

    @POST
    @Path(
            "{action: suspend|restore|end-sessions|revoke-tokens|make-administrator|remove-administrator|confirm-second-factor|deny-second-factor}")
    public RestResponse<String> act(
            String login, String action, @RestForm String csrf, @Context HttpServerRequest request) {
        return administered(request, path(login) + "/" + action, csrf, visitor -> {
            AdministeredUser user = accounts.get(login);
            UserAction wanted = named(action);
            return attempt(
                    request,
                    visitor,
                    () -> {
                        act(visitor, user, wanted, request);
                        return seeOther(path(user.login()) + "?done=" + wanted.path());
                    },
                    problem -> UserPages.userAction(visitor, user, wanted, problem));
        });
    }

    private void act(Visitor visitor, AdministeredUser user, UserAction action, HttpServerRequest request) {
        Source source = caller(visitor).source(request);
        UUID id = UUID.fromString(user.id());
        switch (action) {
            case SUSPEND -> users.suspend(source, user.login());
            case RESTORE -> users.restore(source, user.login());
            case END_SESSIONS -> openSessions.endAll(source, id);
            case REVOKE_TOKENS -> tokens.revokeAll(id, source);
            case MAKE_ADMINISTRATOR -> users.setSiteAdmin(source, user.login(), true);
            case REMOVE_ADMINISTRATOR -> users.setSiteAdmin(source, user.login(), false);
            case CONFIRM_SECOND_FACTOR -> users.setMfa(source, user.login(), true);
            case DENY_SECOND_FACTOR -> users.setMfa(source, user.login(), false);
        }
    }

    private static UserAction named(String action) {
        return UserAction.named(action).orElseThrow(() -> ApiException.notFound(RequestFilter.NO_PATH));
    }

    // ----------------------------------------------------------------------------------------------------- deletion

    @GET
    @Path("delete")
    public RestResponse<String> askToDelete(String login, @Context HttpServerRequest request) {
        return administrator(
                request, path(login) + "/delete", visitor -> show(deletion(visitor, details.named(login), "")));
    }

    private TemplateInstance deletion(Visitor visitor, Profile account, String problem) {
        return UserPages.deleteUser(visitor, account, details.lastAdminOf(account.id()), problem);
    }

    @POST
    @Path("delete")
    public RestResponse<String> delete(
            String login,
            @RestForm String csrf,
            @RestForm String typed,
            @RestForm String stacks,
            @Context HttpServerRequest request) {
        return administered(request, path(login) + "/delete", csrf, visitor -> {
            Profile account = details.named(login);
            return attempt(
                    request,
                    visitor,
                    () -> {
                        if (!account.login().equals(Typed.text(typed))) {
                            throw ApiException.badRequest(
                                    "You did not type " + account.login() + ". The account is not deleted.");
                        }
                        administration.delete(caller(visitor).source(request), account.login(), stacks != null);
                        return seeOther(UsersPageResource.HERE + "?done=deleted");
                    },
                    problem -> deletion(visitor, account, problem.replace("send force=true", "tick the box")));
        });
    }

    // --------------------------------------------------------------------------------------------------- identities

    @GET
    @Path("identities")
    public RestResponse<String> identities(String login, @RestQuery String done, @Context HttpServerRequest request) {
        return administrator(
                request,
                path(login) + "/identities",
                visitor -> show(identities(
                        visitor,
                        accounts.get(login),
                        "",
                        "",
                        "attached".equals(done) ? "The identity is attached. Its owner can sign in with it." : "",
                        "")));
    }

    private TemplateInstance identities(
            Visitor visitor, AdministeredUser user, String provider, String subject, String message, String problem) {
        return UserPages.userIdentities(
                visitor,
                user,
                accounts.identities(user),
                providers.all().stream()
                        .sorted(Comparator.comparing(ProviderClient::title))
                        .toList(),
                provider,
                subject,
                message,
                problem);
    }

    @POST
    @Path("identities")
    public RestResponse<String> attach(
            String login,
            @RestForm String csrf,
            @RestForm String provider,
            @RestForm String subject,
            @Context HttpServerRequest request) {
        String id = Typed.text(subject);
        return administered(request, path(login) + "/identities", csrf, visitor -> {
            AdministeredUser user = accounts.get(login);
            return attempt(
                    request,
                    visitor,
                    () -> {
                        ProviderClient client = providers
                                .named(Typed.text(provider))
                                .orElseThrow(() -> ApiException.badRequest("Choose an identity provider."));
                        if (!id.matches("[ -~]{1,255}")) {
                            throw ApiException.badRequest("The id must have 1 to 255 printable ASCII characters.");
                        }
                        users.attachIdentity(
                                caller(visitor).source(request),
                                user.login(),
                                client.provider(),
                                client.instance(),
                                id);
                        return seeOther(path(user.login()) + "/identities?done=attached");
                    },
                    problem -> identities(visitor, user, Typed.text(provider), id, "", problem));
        });
    }
}
