package dev.rollcall.console.organization.token;

import dev.rollcall.audit.AuditLog.Source;
import dev.rollcall.console.Confirmation;
import dev.rollcall.console.Question;
import dev.rollcall.console.organization.Outcome;
import dev.rollcall.console.organization.Place;
import dev.rollcall.console.organization.SettingsPageResource;
import dev.rollcall.http.ApiException;
import dev.rollcall.http.PublicAddress;
import dev.rollcall.organization.OrganizationAccess;
import dev.rollcall.organization.TeamAccess;
import dev.rollcall.query.PageSize;
import dev.rollcall.security.Caller;
import dev.rollcall.session.BrowserSessions;
import dev.rollcall.token.ListAccessTokensResponse;
import dev.rollcall.token.TokenFilter;
import dev.rollcall.token.TokenOrder;
import dev.rollcall.token.TokenQuery;
import io.quarkus.qute.TemplateInstance;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.resteasy.reactive.RestResponse;

/**
 * What the pages of an organization's tokens and of a team's have in common. They differ in whose tokens they read and
 * change. The parameter {@code team} is the team in the address; empty for an organization.
 */
abstract class TokensResource extends SettingsPageResource {

    private static final String CREATE = "create";
    private static final PageSize PAGE = new PageSize(100);

    TokensResource(BrowserSessions sessions, PublicAddress address, OrganizationAccess access) {
        super(sessions, address, access);
    }

    protected abstract Owner owner(Place place);

    protected abstract ListAccessTokensResponse read(Place place, TokenQuery query, PageSize size, String after);

    /** Creates a token, and returns its value. */
    protected abstract String create(Place place, Caller caller, Source source, TokenForm typed);

    protected abstract void revoke(Place place, Caller caller, Source source, String tokenId);

    /** {@return the path of the page, below that of the settings} */
    protected static String page(String team) {
        if (team.isEmpty()) {
            return "/tokens";
        }
        if (!TeamAccess.isName(team)) {
            throw ApiException.notFound("There is no such team. Check the address.");
        }
        return "/teams/" + team + "/tokens";
    }

    protected RestResponse<String> list(
            HttpServerRequest request, String orgName, String team, String search, String after) {
        return page(
                request,
                orgName,
                team,
                page(team),
                place -> list(place, Outcome.NONE, typed(search), after, TokenForm.EMPTY));
    }

    private TemplateInstance list(Place place, Outcome outcome, String search, String after, TokenForm typed) {
        TokenQuery query = new TokenQuery(
                TokenFilter.ACTIVE,
                search,
                TokenOrder.CREATED,
                TokenQuery.newest(TokenFilter.ACTIVE).ascending());
        ListAccessTokensResponse page = read(place, query, PAGE, after);
        return TokenPages.tokens(
                place,
                outcome,
                owner(place),
                page.tokens().stream().map(ListedToken::of).toList(),
                search,
                page.continuationToken(),
                typed,
                typed.lifetimes(place.standing().maxTokenDays()));
    }

    /** Creates a token and shows it in the response. After a redirect the service would have to store it in clear text. */
    protected RestResponse<String> create(
            HttpServerRequest request, String orgName, String team, String csrf, TokenForm typed) {
        AtomicReference<String> value = new AtomicReference<>();
        return confirmed(
                request,
                path(orgName) + page(team),
                csrf,
                visitor -> change(
                        request,
                        visitor,
                        orgName,
                        team,
                        CREATE,
                        (place, caller, source) -> {
                            value.set(create(place, caller, source, typed));
                            return Outcome.NONE;
                        },
                        (place, outcome) -> value.get() == null
                                ? list(place, outcome, "", null, typed)
                                : TokenPages.newToken(place, owner(place), typed.name(), value.get())));
    }

    /** Asks before a token is revoked. */
    protected RestResponse<String> ask(HttpServerRequest request, String orgName, String team, String id) {
        return page(request, orgName, team, page(team), place -> {
            ListedToken token = read(place, TokenQuery.newest(TokenFilter.ACTIVE), new PageSize(PageSize.MAXIMUM), null)
                    .tokens()
                    .stream()
                    .filter(one -> one.id().equals(id))
                    .findFirst()
                    .map(ListedToken::of)
                    .orElseThrow(
                            () -> ApiException.notFound("There is no such token. It was revoked, or it has expired."));
            String page = owner(place).path();
            return Question.ask(
                    place.visitor(),
                    new Confirmation(
                            "Revoke the token " + token.name(),
                            List.of(
                                    "Programs that use it are refused at once. So are those with tokens that were created"
                                            + " with it.",
                                    "Its name stays reserved."),
                            page + "/" + token.id() + "/revoke",
                            page));
        });
    }

    protected RestResponse<String> revoke(
            HttpServerRequest request, String orgName, String team, String id, String csrf) {
        return change(
                request,
                orgName,
                team,
                page(team),
                csrf,
                "",
                (place, caller, source) -> {
                    revoke(place, caller, source, id);
                    return Outcome.done("The token is revoked.");
                },
                (place, outcome) -> list(place, outcome, "", null, TokenForm.EMPTY));
    }
}
