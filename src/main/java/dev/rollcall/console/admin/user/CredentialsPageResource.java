package dev.rollcall.console.admin.user;

import dev.rollcall.accounts.Accounts;
import dev.rollcall.accounts.AdministeredUser;
import dev.rollcall.admin.RefusedAdministration;
import dev.rollcall.console.Confirmation;
import dev.rollcall.console.PageResource;
import dev.rollcall.console.QueryValue;
import dev.rollcall.console.Question;
import dev.rollcall.console.admin.AdministrationResource;
import dev.rollcall.console.credential.ListedSession;
import dev.rollcall.console.credential.ListedToken;
import dev.rollcall.http.ApiException;
import dev.rollcall.http.PublicAddress;
import dev.rollcall.http.RequestFilter;
import dev.rollcall.personaltoken.PersonalTokens;
import dev.rollcall.query.PageSize;
import dev.rollcall.session.BrowserSessions;
import dev.rollcall.session.PersonSessions;
import dev.rollcall.token.ListAccessTokensResponse;
import dev.rollcall.token.TokenFilter;
import dev.rollcall.token.TokenOwner;
import dev.rollcall.token.TokenPages;
import dev.rollcall.token.TokenQuery;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import java.util.Optional;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;

/** The sessions and access tokens of an account, for site administrators. */
@Path("/admin/users/{login}/credentials/{kind}")
@PermitAll
@Produces(PageResource.HTML)
class CredentialsPageResource extends AdministrationResource {

    private static final PageSize PAGE = new PageSize(100);

    private final Accounts accounts;
    private final PersonSessions openSessions;
    private final PersonalTokens tokens;
    private final TokenPages pages;

    CredentialsPageResource(
            BrowserSessions sessions,
            PublicAddress address,
            RefusedAdministration refusals,
            Accounts accounts,
            PersonSessions openSessions,
            PersonalTokens tokens,
            TokenPages pages) {
        super(sessions, address, refusals);
        this.accounts = accounts;
        this.openSessions = openSessions;
        this.tokens = tokens;
        this.pages = pages;
    }

    /** The page of another kind does not exist. It leads to the account after signing in. */
    private static String path(String login, String kind) {
        return UserPageResource.path(login) + (isKnown(kind) ? "/credentials/" + kind : "");
    }

    private static boolean isKnown(String kind) {
        return kind.equals("sessions") || kind.equals("tokens");
    }

    @GET
    public RestResponse<String> list(
            String login,
            String kind,
            @RestQuery String after,
            @RestQuery String done,
            @Context HttpServerRequest request) {
        return administrator(request, path(login, kind), visitor -> {
            if (!isKnown(kind)) {
                throw ApiException.notFound(RequestFilter.NO_PATH);
            }
            AdministeredUser user = accounts.get(login);
            UUID id = UUID.fromString(user.id());
            if (kind.equals("sessions")) {
                return show(UserPages.userSessions(
                        visitor,
                        user,
                        openSessions.of(id).stream()
                                .map(session -> ListedSession.of(session, visitor))
                                .toList(),
                        done == null ? "" : "The session is ended."));
            }
            ListAccessTokensResponse page =
                    pages.read(TokenOwner.PERSON, id, TokenQuery.newest(TokenFilter.ALL), PAGE, after);
            return show(UserPages.userTokens(
                    visitor,
                    user,
                    page.tokens().stream().map(ListedToken::of).toList(),
                    page.continuationToken(),
                    done == null ? "" : "The access token is revoked."));
        });
    }

    @GET
    @Path("{id}/end")
    public RestResponse<String> ask(String login, String kind, String id, @Context HttpServerRequest request) {
        String list = path(login, kind);
        String page = list + "/" + QueryValue.urlEncoded(id) + "/end";
        return administrator(request, page, visitor -> {
            if (!isKnown(kind)) {
                throw ApiException.notFound(RequestFilter.NO_PATH);
            }
            UUID person = UUID.fromString(accounts.get(login).id());
            Optional<Confirmation> question = kind.equals("sessions")
                    ? openSessions.of(person).stream()
                            .map(session -> ListedSession.of(session, visitor))
                            .filter(session -> session.id().equals(id))
                            .findFirst()
                            .map(session -> session.question(list))
                    : pages.name(TokenOwner.PERSON, person, id).map(name -> ListedToken.question(name, page, list));
            return show(Question.ask(
                    visitor,
                    question.orElseThrow(() -> ApiException.notFound(
                            "The account has no such session or token. Perhaps it is ended already."))));
        });
    }

    @POST
    @Path("{id}/end")
    public RestResponse<String> end(
            String login, String kind, String id, @RestForm String csrf, @Context HttpServerRequest request) {
        String list = path(login, kind);
        return administered(request, list, csrf, visitor -> {
            if (!isKnown(kind)) {
                throw ApiException.notFound(RequestFilter.NO_PATH);
            }
            UUID person = UUID.fromString(accounts.get(login).id());
            if (kind.equals("sessions")) {
                openSessions.end(caller(visitor).source(request), person, id);
            } else {
                tokens.revoke(person, id, caller(visitor).source(request));
            }
            return seeOther(list + "?done=ended");
        });
    }
}
