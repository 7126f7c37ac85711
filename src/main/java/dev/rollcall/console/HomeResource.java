package dev.rollcall.console;

import dev.rollcall.database.DatabaseHealth;
import dev.rollcall.http.PublicAddress;
import dev.rollcall.invite.InviteLinks;
import dev.rollcall.overview.NewestStacks;
import dev.rollcall.overview.OwnOrganizations;
import dev.rollcall.overview.OwnOrganizations.Places;
import dev.rollcall.provider.IdentityProvider;
import dev.rollcall.provider.ProviderClient;
import dev.rollcall.provider.Providers;
import dev.rollcall.query.PageSize;
import dev.rollcall.session.BrowserSessions;
import dev.rollcall.session.Visitor;
import dev.rollcall.signin.SignIn;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import java.net.URI;
import java.util.Comparator;
import java.util.List;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.resteasy.reactive.RestResponse;

/** The first page: what this is, for visitors; what belongs to them, for people who signed in. */
@Path("/")
@PermitAll
@Produces(PageResource.HTML)
class HomeResource extends PageResource {

    /** The others are on a page of their own. */
    private static final PageSize ORGANIZATIONS = new PageSize(20);

    private final PublicAddress address;
    private final Providers providers;
    private final SignIn signIn;
    private final DatabaseHealth database;
    private final OwnOrganizations organizations;
    private final InviteLinks links;
    private final NewestStacks stacks;

    HomeResource(
            BrowserSessions sessions,
            PublicAddress address,
            Providers providers,
            SignIn signIn,
            @Readiness DatabaseHealth database,
            OwnOrganizations organizations,
            InviteLinks links,
            NewestStacks stacks) {
        super(sessions, address);
        this.address = address;
        this.providers = providers;
        this.signIn = signIn;
        this.database = database;
        this.organizations = organizations;
        this.links = links;
        this.stacks = stacks;
    }

    @GET
    public RestResponse<String> home(@Context HttpServerRequest request) {
        Visitor visitor = visitor(request);
        if (!visitor.isSignedIn()) {
            return start(visitor, request);
        }
        Places places = organizations.of(visitor.person().id(), null, ORGANIZATIONS);
        return show(Pages.home(
                visitor,
                places.own(),
                places.next() != null,
                ListedInvitation.of(places, links),
                stacks.of(visitor.person().id()),
                address.url().toString(),
                address.url().getAuthority()));
    }

    private RestResponse<String> start(Visitor visitor, HttpServerRequest request) {
        List<ProviderClient> all = providers.all().stream()
                .sorted(Comparator.comparing(ProviderClient::title).thenComparing(ProviderClient::name))
                .toList();
        boolean oneClick = all.size() == 1 && allowFormsTo(request, all.get(0));
        return show(Pages.start(visitor, all, oneClick, database.isUp()));
    }

    /**
     * Lets the page have the button that leads to the provider. If the provider's addresses must be discovered, it gets a
     * link to a page with the button: this page must not depend on the provider.
     */
    private boolean allowFormsTo(HttpServerRequest request, ProviderClient provider) {
        if (provider.provider() == IdentityProvider.SSO) {
            return false;
        }
        URI url = URI.create(signIn.registration(provider).authorizationUrl());
        PageHeaders.allowFormsTo(request, url.getScheme() + "://" + url.getRawAuthority());
        return true;
    }
}
