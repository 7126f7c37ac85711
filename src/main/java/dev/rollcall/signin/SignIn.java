package dev.rollcall.signin;

import dev.rollcall.audit.AuditEvent.Action;
import dev.rollcall.audit.AuditEvent.Reason;
import dev.rollcall.audit.AuditLog;
import dev.rollcall.audit.AuditLog.Source;
import dev.rollcall.audit.RefusedActions;
import dev.rollcall.database.Transactions;
import dev.rollcall.http.ApiException;
import dev.rollcall.identity.Identity;
import dev.rollcall.identity.ProfileUpdate;
import dev.rollcall.identity.ProviderTokens;
import dev.rollcall.provider.OAuth;
import dev.rollcall.provider.OAuth.Grant;
import dev.rollcall.provider.OAuthRegistration;
import dev.rollcall.provider.OAuthRegistration.OpenId;
import dev.rollcall.provider.ProviderClient;
import dev.rollcall.provider.ProviderProfile;
import dev.rollcall.provider.Providers;
import dev.rollcall.provider.UserInfo;
import dev.rollcall.session.BrowserSessions;
import dev.rollcall.session.Origin;
import dev.rollcall.session.Visitor;
import dev.rollcall.signin.OAuthStates.Kept;
import dev.rollcall.signin.OAuthStates.Purpose;
import dev.rollcall.signin.OAuthStates.Sent;
import dev.rollcall.signup.Newcomer;
import dev.rollcall.signup.SignUp;
import dev.rollcall.user.User;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.Optional;
import java.util.UUID;

/** Sends a browser to a provider. When it comes back, signs the person in or links the identity. */
@ApplicationScoped
public class SignIn {

    private final Providers providers;
    private final OAuth oauth;
    private final OAuthStates states;
    private final IdTokens idTokens;
    private final BrowserSessions sessions;
    private final SignUp signUp;
    private final ProviderTokens tokens;
    private final ProfileUpdate profiles;
    private final AuditLog audit;
    private final RefusedActions refusals;

    SignIn(
            Providers providers,
            OAuth oauth,
            OAuthStates states,
            IdTokens idTokens,
            BrowserSessions sessions,
            SignUp signUp,
            ProviderTokens tokens,
            ProfileUpdate profiles,
            AuditLog audit,
            RefusedActions refusals) {
        this.providers = providers;
        this.oauth = oauth;
        this.states = states;
        this.idTokens = idTokens;
        this.sessions = sessions;
        this.signUp = signUp;
        this.tokens = tokens;
        this.profiles = profiles;
        this.audit = audit;
        this.refusals = refusals;
    }

    /**
     * The query parameters of the callback (RFC 6749, sections 4.1.2 and 4.1.2.1). They are unchecked, and each may be
     * null.
     */
    public record Callback(String state, String code, String error) {}

    /**
     * The result of a completed sign-in or link.
     *
     * @param secret the secret of the browser's new session; empty after linking, which keeps the session
     * @param path the page to which the browser returns
     */
    public record Arrival(Optional<String> secret, String path) {}

    /**
     * Returns how Rollcall is registered at a provider. This may ask the provider for its discovery document.
     *
     * @throws ApiException 502, 503 or 504 if the provider does not answer
     */
    public OAuthRegistration registration(ProviderClient client) {
        return SignInErrors.value(client.oauth(), client);
    }

    /**
     * Starts a sign-in, or the linking of an identity.
     *
     * @param returnPath the page to which the person returns, already checked by {@link ReturnPath}
     * @return the provider's authorization URL
     * @throws ApiException 502, 503 or 504 if the provider does not answer
     */
    public URI begin(Visitor visitor, ProviderClient client, Purpose purpose, String returnPath) {
        OAuthRegistration registration = registration(client);
        Sent sent =
                Transactions.call(() -> states.send(sessions.remember(visitor), client.name(), purpose, returnPath));
        return oauth.authorizationUrl(
                registration, providers.redirectUri(client), sent.state(), sent.challenge(), sent.nonce());
    }

    /**
     * Finishes what {@link #begin} started, after the provider sent the browser back. Records why it is refused, if it is.
     *
     * @param origin of the request, for the new session and the audit record
     * @throws ApiException 400 or 403 if the person must do something, 409 if the identity belongs to another account,
     *     502, 503 or 504 if the provider fails
     */
    public Arrival complete(Visitor visitor, ProviderClient client, Callback callback, Origin origin) {
        Optional<Kept> kept = states.take(visitor, client.name(), callback.state());
        boolean links = kept.filter(state -> state.purpose() == Purpose.LINK).isPresent();
        try {
            return complete(
                    visitor,
                    client,
                    callback,
                    kept.orElseThrow(() -> new RefusedSignIn(
                            Reason.UNKNOWN_STATE,
                            ApiException.badRequest("This sign-in is more than ten minutes old, was already completed,"
                                    + " or started in another browser. Start again."))),
                    origin);
        } catch (RefusedSignIn refused) {
            refusals.record(
                    links ? Action.IDENTITY_LINK_REFUSED : Action.SIGN_IN_REFUSED,
                    refused.reason(),
                    (links ? "Linking an identity at " : "A sign-in at ") + client.name(),
                    origin.source(refused.account(), null));
            throw refused;
        }
    }

    private Arrival complete(Visitor visitor, ProviderClient client, Callback callback, Kept kept, Origin origin) {
        if (callback.error() != null) {
            throw SignInErrors.of(callback.error(), client);
        }
        if (callback.code() == null) {
            throw new RefusedSignIn(
                    Reason.NO_CODE,
                    ApiException.badRequest(client.title() + " sent you back without a code. Start again."));
        }
        OAuthRegistration registration = registration(client);
        Grant grant = SignInErrors.value(
                oauth.exchange(registration, callback.code(), kept.verifier(), providers.redirectUri(client)), client);
        ProviderProfile profile = profile(client, registration, grant, kept.nonce());
        try {
            return kept.purpose() == Purpose.LINK
                    ? link(visitor, client, grant, profile, kept.returnPath(), origin)
                    : signIn(visitor, client, grant, profile, kept.returnPath(), origin);
        } catch (ApiException refused) {
            if (!isKnown(client, profile)) {
                // Give back the token of a person without an account. Not for others: some providers then revoke all
                // tokens of that person, the stored one included.
                oauth.revoke(registration, grant.token());
            }
            throw refused;
        }
    }

    /** Believes a provider of OpenID Connect only if it says the same in the signed ID token. */
    private ProviderProfile profile(ProviderClient client, OAuthRegistration registration, Grant grant, String nonce) {
        String accessToken = grant.token().accessToken();
        if (registration.openId().isEmpty()) {
            return SignInErrors.value(client.profile(accessToken, Optional.empty()), client);
        }
        OpenId openId = registration.openId().get();
        UserInfo claims = grant.idToken()
                .flatMap(token -> idTokens.claims(token, openId, registration.clientId(), nonce))
                .orElseThrow(() -> SignInErrors.unverified(client));
        ProviderProfile profile = SignInErrors.value(client.profile(accessToken, claims), client);
        if (!profile.subject().equals(claims.sub())) {
            throw SignInErrors.unverified(client);
        }
        return profile;
    }

    private static boolean isKnown(ProviderClient client, ProviderProfile profile) {
        return Transactions.call(() -> Identity.isKnown(client.provider(), client.instance(), profile.subject()));
    }

    private Arrival signIn(
            Visitor visitor,
            ProviderClient client,
            Grant grant,
            ProviderProfile profile,
            String returnPath,
            Origin origin) {
        Newcomer newcomer = Newcomer.of(client, profile, isMember(client, grant, profile));
        String secret = Transactions.call(() -> {
            admit(newcomer, origin);
            Identity identity = Identity.at(client.provider(), client.instance(), profile.subject())
                    .orElseThrow();
            User person = User.findById(identity.userId);
            if (person.state != User.State.ACTIVE) {
                throw new RefusedSignIn(
                        Reason.ACCOUNT_NOT_ACTIVE,
                        ApiException.forbidden("Your account is not active. Ask your administrator to restore it."),
                        person.id);
            }
            Source source = origin.source(person.id, null);
            take(identity, grant, profile, source);
            audit.record(
                    Action.SIGNED_IN,
                    source,
                    null,
                    identity.id,
                    "Signed in with " + client.provider().title());
            return sessions.renew(visitor, person.id, origin);
        });
        return new Arrival(Optional.of(secret), returnPath);
    }

    private void admit(Newcomer newcomer, Origin origin) {
        try {
            signUp.admit(newcomer, origin.source(null, null));
        } catch (ApiException refused) {
            throw refused.status() == 403 ? new RefusedSignIn(Reason.SIGN_UP_CLOSED, refused) : refused;
        }
    }

    /** Asks for the person's organizations only if they have no account yet and an organization could admit them. */
    private boolean isMember(ProviderClient client, Grant grant, ProviderProfile profile) {
        if (!signUp.asksForOrganizations(client.name()) || isKnown(client, profile)) {
            return false;
        }
        return SignInErrors.value(client.organizations(grant.token().accessToken()), client).stream()
                .anyMatch(organization -> signUp.welcomes(client.name(), organization.login()));
    }

    private Arrival link(
            Visitor visitor,
            ProviderClient client,
            Grant grant,
            ProviderProfile profile,
            String returnPath,
            Origin origin) {
        // The state belongs to this session, so the signed-in person is the one who started to link.
        if (!visitor.isSignedIn()) {
            throw new RefusedSignIn(
                    Reason.SIGNED_OUT,
                    ApiException.badRequest("You are no longer signed in. Sign in, then connect the identity again."));
        }
        UUID person = visitor.person().id();
        Transactions.run(() -> {
            boolean added = attach(person, client, profile);
            Identity identity = Identity.at(client.provider(), client.instance(), profile.subject())
                    .orElseThrow();
            Source source = origin.source(person, visitor.token());
            take(identity, grant, profile, source);
            if (added) {
                audit.record(
                        Action.IDENTITY_LINKED,
                        source,
                        null,
                        identity.id,
                        "Linked their identity of " + client.provider().title());
            }
        });
        return new Arrival(Optional.empty(), returnPath);
    }

    private static boolean attach(UUID person, ProviderClient client, ProviderProfile profile) {
        try {
            return Identity.attach(person, client.provider(), client.instance(), profile.subject());
        } catch (ApiException conflict) {
            throw new RefusedSignIn(Reason.IDENTITY_CONFLICT, conflict, person);
        }
    }

    private void take(Identity identity, Grant grant, ProviderProfile profile, Source source) {
        profiles.apply(identity, profile, source);
        tokens.store(identity, grant.token());
    }
}
