package dev.rollcall.console.account;

import dev.rollcall.console.PageResource;
import dev.rollcall.console.QueryValue;
import dev.rollcall.console.Question;
import dev.rollcall.console.credential.ListedToken;
import dev.rollcall.http.ApiException;
import dev.rollcall.http.PublicAddress;
import dev.rollcall.personaltoken.PersonalTokens;
import dev.rollcall.query.PageSize;
import dev.rollcall.security.Caller;
import dev.rollcall.session.BrowserSessions;
import dev.rollcall.token.AccessToken;
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
import java.time.Clock;
import java.time.Duration;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;

/** The page where people list, create and revoke their access tokens. */
@Path(TokenPageResource.HERE)
@PermitAll
@Produces(PageResource.HTML)
class TokenPageResource extends PageResource {

    static final String HERE = "/user/settings/tokens";

    private static final int PAGE = 100;

    private final PersonalTokens tokens;
    private final TokenPages pages;
    private final Clock clock;
    private final String server;

    TokenPageResource(
            BrowserSessions sessions, PublicAddress address, PersonalTokens tokens, TokenPages pages, Clock clock) {
        super(sessions, address);
        this.tokens = tokens;
        this.pages = pages;
        this.clock = clock;
        this.server = address.url().toString();
    }

    @GET
    public RestResponse<String> list(
            @RestQuery String after,
            @RestQuery String search,
            @RestQuery String done,
            @Context HttpServerRequest request) {
        String part = search == null ? "" : search.strip();
        return signedIn(request, HERE, visitor -> {
            ListAccessTokensResponse page = pages.read(
                    TokenOwner.PERSON,
                    visitor.person().id(),
                    TokenQuery.newest(TokenFilter.ALL, part),
                    PageSize.of(null, PAGE),
                    after);
            return show(AccountPages.tokens(
                    visitor,
                    page.tokens().stream().map(ListedToken::of).toList(),
                    part,
                    page.continuationToken(),
                    TokenLifetime.upTo(tokens.maxLifetime()),
                    "revoked".equals(done) ? "The token is revoked. It does not work any more." : ""));
        });
    }

    /** Shows the token in the response. After a redirect the service would have to store it in clear text. */
    @POST
    public RestResponse<String> create(
            @RestForm String csrf,
            @RestForm String description,
            @RestForm String days,
            @Context HttpServerRequest request) {
        return confirmed(request, HERE, csrf, visitor -> {
            String text = description == null ? "" : description.strip();
            if (!text.matches(AccessToken.DESCRIPTION)) {
                throw ApiException.badRequest(
                        "The description must have at most 1024 characters and no control characters.");
            }
            Caller caller = caller(visitor);
            String value = tokens.create(caller, caller.source(request), text, expires(days), null)
                    .tokenValue();
            return show(AccountPages.newToken(visitor, text, value, server));
        });
    }

    /** Returns seconds since 1970; 0 for as late as possible. */
    private long expires(String days) {
        if (days == null || !days.matches("[0-9]{1,3}")) {
            throw ApiException.badRequest("The expiry must be a whole number of days, or 0 for never.");
        }
        long number = Long.parseLong(days);
        return number == 0 ? 0 : clock.instant().plus(Duration.ofDays(number)).getEpochSecond();
    }

    @GET
    @Path("{tokenId}/revoke")
    public RestResponse<String> ask(String tokenId, @Context HttpServerRequest request) {
        String page = HERE + "/" + QueryValue.urlEncoded(tokenId) + "/revoke";
        return signedIn(request, page, visitor -> {
            String name = pages.name(TokenOwner.PERSON, visitor.person().id(), tokenId)
                    .orElseThrow(() -> ApiException.notFound("You have no such token. Perhaps it is revoked already."));
            return show(Question.ask(visitor, ListedToken.question(name, page, HERE)));
        });
    }

    @POST
    @Path("{tokenId}/revoke")
    public RestResponse<String> revoke(String tokenId, @RestForm String csrf, @Context HttpServerRequest request) {
        return submitted(request, HERE, csrf, visitor -> {
            tokens.revoke(visitor.person().id(), tokenId, caller(visitor).source(request));
            return seeOther(HERE + "?done=revoked");
        });
    }
}
