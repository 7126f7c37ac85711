package dev.rollcall.console.organization.token;

import dev.rollcall.console.organization.Confirmation;
import dev.rollcall.console.organization.OrganizationQuestion;
import dev.rollcall.console.organization.Outcome;
import dev.rollcall.console.organization.Place;
import dev.rollcall.console.organization.SettingsPageResource;
import dev.rollcall.http.ApiException;
import dev.rollcall.http.PublicAddress;
import dev.rollcall.organization.OrganizationAccess;
import dev.rollcall.query.PageSize;
import dev.rollcall.session.BrowserSessions;
import dev.rollcall.token.ListAccessTokensResponse;
import dev.rollcall.token.TokenFilter;
import dev.rollcall.token.TokenOrder;
import dev.rollcall.token.TokenQuery;
import io.quarkus.qute.TemplateInstance;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jboss.resteasy.reactive.RestResponse;

/** What the pages of an organization's tokens and of a team's have in common. */
abstract class TokensResource extends SettingsPageResource {

    private static final String CREATE = "create";
    private static final PageSize PAGE = new PageSize(100);

    TokensResource(BrowserSessions sessions, PublicAddress address, OrganizationAccess access) {
        super(sessions, address, access);
    }

    /** Reads a page of tokens. */
    interface Tokens {

        ListAccessTokensResponse page(TokenQuery query, PageSize size, String after);
    }

    protected TemplateInstance list(Place place, Owner owner, Tokens tokens, String search, String after) {
        return list(place, Outcome.NONE, owner, tokens, search, after, TokenForm.EMPTY);
    }

    private TemplateInstance list(
            Place place, Outcome outcome, Owner owner, Tokens tokens, String search, String after, TokenForm typed) {
        TokenQuery query = new TokenQuery(
                TokenFilter.ACTIVE,
                search,
                TokenOrder.CREATED,
                TokenQuery.newest(TokenFilter.ACTIVE).ascending());
        ListAccessTokensResponse page = tokens.page(query, PAGE, after);
        return TokenPages.tokens(
                place,
                outcome,
                owner,
                page.tokens().stream().map(ListedToken::of).toList(),
                search,
                page.continuationToken(),
                typed,
                typed.lifetimes(place.standing().maxTokenDays()));
    }

    /**
     * Creates a token and shows it in the response. After a redirect the service would have to store it in clear text.
     *
     * @param rest the path of the page, below that of the settings
     * @param create creates a token, and returns its value
     */
    protected RestResponse<String> create(
            HttpServerRequest request,
            String orgName,
            String rest,
            String csrf,
            TokenForm typed,
            Function<Place, String> create,
            Function<Place, Owner> owner,
            Function<Place, Tokens> tokens) {
        AtomicReference<String> value = new AtomicReference<>();
        return confirmed(
                request,
                path(orgName) + rest,
                csrf,
                visitor -> change(
                        visitor,
                        orgName,
                        CREATE,
                        place -> {
                            value.set(create.apply(place));
                            return Outcome.NONE;
                        },
                        (place, outcome) -> value.get() == null
                                ? list(place, outcome, owner.apply(place), tokens.apply(place), "", null, typed)
                                : TokenPages.newToken(place, owner.apply(place), typed.name(), value.get())));
    }

    /** Asks before a token is revoked. */
    protected TemplateInstance ask(Place place, Owner owner, Tokens tokens, String id) {
        ListedToken token =
                tokens
                        .page(TokenQuery.newest(TokenFilter.ACTIVE), new PageSize(PageSize.MAXIMUM), null)
                        .tokens()
                        .stream()
                        .filter(one -> one.id().equals(id))
                        .findFirst()
                        .map(ListedToken::of)
                        .orElseThrow(() ->
                                ApiException.notFound("There is no such token. It was revoked, or it has expired."));
        return OrganizationQuestion.ask(
                place,
                new Confirmation(
                        "Revoke the token " + token.name(),
                        List.of(
                                "Programs that use it are refused at once. So are those with tokens that were created"
                                        + " with it.",
                                "Its name stays reserved."),
                        owner.path() + "/" + token.id() + "/revoke",
                        owner.path()));
    }

    protected RestResponse<String> revoke(
            HttpServerRequest request,
            String orgName,
            String rest,
            String csrf,
            Consumer<Place> revoke,
            Function<Place, Owner> owner,
            Function<Place, Tokens> tokens) {
        return change(
                request,
                orgName,
                rest,
                csrf,
                "",
                place -> {
                    revoke.accept(place);
                    return Outcome.done("The token is revoked.");
                },
                (place, outcome) ->
                        list(place, outcome, owner.apply(place), tokens.apply(place), "", null, TokenForm.EMPTY));
    }
}
