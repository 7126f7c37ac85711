package dev.rollcall.console.account;

import dev.rollcall.admission.AsksProviders;
import dev.rollcall.console.Confirmation;
import dev.rollcall.console.PageHeaders;
import dev.rollcall.console.PageResource;
import dev.rollcall.console.QueryValue;
import dev.rollcall.console.Question;
import dev.rollcall.database.Transactions;
import dev.rollcall.http.ApiException;
import dev.rollcall.http.PublicAddress;
import dev.rollcall.identity.Disconnection;
import dev.rollcall.identity.Identity;
import dev.rollcall.provider.IdentityProvider;
import dev.rollcall.provider.ProviderClient;
import dev.rollcall.provider.Providers;
import dev.rollcall.reconciliation.ProfileSync;
import dev.rollcall.security.RateLimits;
import dev.rollcall.session.BrowserSessions;
import dev.rollcall.session.Visitor;
import dev.rollcall.signin.OAuthStates.Purpose;
import dev.rollcall.signin.SignIn;
import dev.rollcall.verdict.SyncFailure;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import java.net.URI;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;

/** The page where people list, connect, update and disconnect their identities. */
@Path("/account/identities")
@PermitAll
@Produces(PageResource.HTML)
class IdentitiesResource extends PageResource {

    private static final String HERE = "/account/identities";

    private final Providers providers;
    private final SignIn signIn;
    private final RateLimits limits;
    private final Disconnection disconnection;
    private final ProfileSync profiles;
    private final Clock clock;

    IdentitiesResource(
            BrowserSessions sessions,
            PublicAddress address,
            Providers providers,
            SignIn signIn,
            RateLimits limits,
            Disconnection disconnection,
            ProfileSync profiles,
            Clock clock) {
        super(sessions, address);
        this.providers = providers;
        this.signIn = signIn;
        this.limits = limits;
        this.disconnection = disconnection;
        this.profiles = profiles;
        this.clock = clock;
    }

    @GET
    public RestResponse<String> list(@RestQuery String done, @Context HttpServerRequest request) {
        String message = switch (done == null ? "" : done) {
            case "updated" -> "Your profile is updated.";
            case "disconnected" -> "The identity is disconnected.";
            default -> "";
        };
        return signedIn(request, HERE, visitor -> {
            List<Identity> linked = linked(visitor);
            List<ProviderClient> others = providers.all().stream()
                    .filter(client -> linked.stream().noneMatch(identity -> identity.provider == client.provider()))
                    .sorted(Comparator.comparing(ProviderClient::title))
                    .toList();
            return show(AccountPages.identities(
                    visitor, linked.stream().map(this::describe).toList(), others, message));
        });
    }

    private static List<Identity> linked(Visitor visitor) {
        return Transactions.call(() -> Identity.of(visitor.person().id()));
    }

    private static Identity linked(Visitor visitor, String provider) {
        return linked(visitor).stream()
                .filter(identity -> identity.provider == kind(provider))
                .findFirst()
                .orElseThrow(() -> notLinked(provider));
    }

    private LinkedIdentity describe(Identity identity) {
        Optional<ProviderClient> client = providers.client(identity.provider, identity.instance);
        // Issuers of JWTs create identities of single sign-on, and no provider is needed for them.
        boolean missing = client.isEmpty() && identity.provider != IdentityProvider.SSO;
        return new LinkedIdentity(
                identity.provider.wireName(),
                client.map(ProviderClient::title).orElse(identity.instance),
                identity.login.isEmpty() ? identity.subject : identity.login,
                missing
                        ? identity.provider.title() + " is not configured on this server. Ask your administrator to add"
                                + " it, or disconnect this identity."
                        : problem(identity.state));
    }

    /** Says what is wrong and what the person can do about it; empty if nothing is wrong. */
    private static String problem(Identity.State state) {
        return switch (state) {
            case ACTIVE -> "";
            case NEEDS_REAUTH ->
                "Rollcall can no longer update your profile from here. Sign out, then sign in with this identity.";
            case SUSPENDED -> "The provider suspended this account. Press Update after it has been restored.";
            case MISMATCH ->
                "The provider sent the profile of another account. Sign out, then sign in with this identity.";
            case GONE -> "The provider no longer finds this account. Sign out and sign in with it, or disconnect it.";
        };
    }

    /** Shows the signed-in account and asks to confirm: a colleague may still be signed in on this computer. */
    @GET
    @Path("{name}/connect")
    @AsksProviders
    public RestResponse<String> ask(String name, @Context HttpServerRequest request) {
        return signedIn(request, HERE, visitor -> {
            ProviderClient provider = provider(name);
            URI url = URI.create(signIn.registration(provider).authorizationUrl());
            PageHeaders.allowFormsTo(request, url.getScheme() + "://" + url.getRawAuthority());
            return show(AccountPages.connect(visitor, provider));
        });
    }

    @POST
    @Path("{name}/connect")
    @AsksProviders
    public RestResponse<String> connect(String name, @RestForm String csrf, @Context HttpServerRequest request) {
        limits.signIn(address(request));
        return confirmed(
                request,
                HERE + "/" + QueryValue.urlEncoded(name) + "/connect",
                csrf,
                visitor -> RestResponse.seeOther(signIn.begin(visitor, provider(name), Purpose.LINK, HERE)));
    }

    @POST
    @Path("{provider}/sync")
    @AsksProviders
    public RestResponse<String> sync(String provider, @RestForm String csrf, @Context HttpServerRequest request) {
        return submitted(request, HERE, csrf, visitor -> {
            Identity identity = linked(visitor, provider);
            SyncFailure.check(identity, profiles.now(identity), clock.instant());
            return seeOther(HERE + "?done=updated");
        });
    }

    @GET
    @Path("{provider}/disconnect")
    public RestResponse<String> askToDisconnect(String provider, @Context HttpServerRequest request) {
        return signedIn(request, HERE + "/" + QueryValue.urlEncoded(provider) + "/disconnect", visitor -> {
            LinkedIdentity identity = describe(linked(visitor, provider));
            return show(Question.ask(
                    visitor,
                    new Confirmation(
                            "Disconnect " + identity.title(),
                            List.of("You can no longer sign in to "
                                    + visitor.person().login() + " as " + identity.login() + " at " + identity.title()
                                    + ". Rollcall revokes its access to the provider."),
                            HERE + "/" + identity.provider() + "/disconnect",
                            HERE)));
        });
    }

    @POST
    @Path("{provider}/disconnect")
    public RestResponse<String> disconnect(String provider, @RestForm String csrf, @Context HttpServerRequest request) {
        return submitted(request, HERE, csrf, visitor -> {
            IdentityProvider named = kind(provider);
            disconnection.disconnect(caller(visitor).source(request), named);
            return seeOther(HERE + "?done=disconnected");
        });
    }

    private static IdentityProvider kind(String provider) {
        return IdentityProvider.named(provider).orElseThrow(() -> notLinked(provider));
    }

    private static ApiException notLinked(String provider) {
        return ApiException.notFound("Your account has no identity of " + provider + ".");
    }

    private ProviderClient provider(String name) {
        return providers
                .named(name)
                .orElseThrow(() -> ApiException.notFound("No identity provider named '" + name
                        + "' is configured on this server. Choose another one, or ask your administrator to add it."));
    }
}
