package dev.rollcall.signin;

import dev.rollcall.audit.AuditEvent;
import dev.rollcall.audit.AuditEvent.Action;
import dev.rollcall.http.ApiException;
import dev.rollcall.identity.Identity;
import dev.rollcall.identity.ProviderTokens;
import dev.rollcall.provider.OAuth;
import dev.rollcall.provider.OAuth.Grant;
import dev.rollcall.provider.OAuthRegistration;
import dev.rollcall.provider.Outcome;
import dev.rollcall.provider.Outcome.InsufficientScope;
import dev.rollcall.provider.Outcome.Limited;
import dev.rollcall.provider.Outcome.Ok;
import dev.rollcall.provider.Outcome.Revoked;
import dev.rollcall.provider.Outcome.Suspended;
import dev.rollcall.provider.Outcome.Transient;
import dev.rollcall.provider.ProviderClient;
import dev.rollcall.provider.ProviderProfile;
import dev.rollcall.provider.Providers;
import dev.rollcall.reconciliation.ProfileUpdate;
import dev.rollcall.session.BrowserSessions;
import dev.rollcall.session.Visitor;
import dev.rollcall.signin.OAuthStates.Kept;
import dev.rollcall.signin.OAuthStates.Purpose;
import dev.rollcall.signin.OAuthStates.Sent;
import dev.rollcall.signup.Newcomer;
import dev.rollcall.signup.SignUp;
import dev.rollcall.user.User;
import io.quarkus.logging.Log;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.Optional;
import java.util.UUID;

/** The way of a browser to a provider and back, which ends with a person signed in or an identity linked. */
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

    SignIn(
            Providers providers,
            OAuth oauth,
            OAuthStates states,
            IdTokens idTokens,
            BrowserSessions sessions,
            SignUp signUp,
            ProviderTokens tokens,
            ProfileUpdate profiles) {
        this.providers = providers;
        this.oauth = oauth;
        this.states = states;
        this.idTokens = idTokens;
        this.sessions = sessions;
        this.signUp = signUp;
        this.tokens = tokens;
        this.profiles = profiles;
    }

    /**
     * How a browser came back (RFC 6749, sections 4.1.2 and 4.1.2.1).
     *
     * @param code null if there was an error
     */
    public record Callback(String state, String code, String error) {}

    /**
     * Where it ended.
     *
     * @param secret of the browser's new session, if somebody signed in
     */
    public record Arrival(Optional<String> secret, String path) {}

    /** How the service is registered at a provider. */
    public OAuthRegistration registration(ProviderClient client) {
        return value(client.oauth(), client);
    }

    /** Returns where to send a browser that wants to sign in, or to link an identity. */
    public URI begin(Visitor visitor, ProviderClient client, Purpose purpose, String returnPath) {
        OAuthRegistration registration = registration(client);
        Sent sent = QuarkusTransaction.requiringNew()
                .call(() -> states.send(sessions.remember(visitor), client.name(), purpose, returnPath));
        return oauth.authorizationUrl(
                registration, providers.redirectUri(client), sent.state(), sent.challenge(), sent.nonce());
    }

    /**
     * Signs a person in who was sent back by a provider, or links the identity.
     *
     * @param address the client's IP address, for the audit record
     * @throws ApiException if it comes to neither
     */
    public Arrival complete(Visitor visitor, ProviderClient client, Callback callback, String address) {
        Kept kept = states.take(visitor.session(), client.name(), callback.state())
                .orElseThrow(() -> ApiException.badRequest("This sign-in was started more than ten minutes ago, in"
                        + " another browser, or it is over already. Start again."));
        if (callback.error() != null) {
            throw failure(callback.error(), client);
        }
        if (callback.code() == null) {
            throw ApiException.badRequest(client.title() + " sent no code. Start again.");
        }
        OAuthRegistration registration = registration(client);
        Grant grant = value(
                oauth.exchange(registration, callback.code(), kept.verifier(), providers.redirectUri(client)), client);
        ProviderProfile profile = value(client.profile(grant.token().accessToken(), Optional.empty()), client);
        registration.openId().ifPresent(openId -> {
            Optional<String> subject = grant.idToken()
                    .flatMap(token -> idTokens.subject(token, openId, registration.clientId(), kept.nonce()));
            if (!subject.equals(Optional.of(profile.subject()))) {
                throw ApiException.badGateway(
                        client.title() + " did not say in a way that can be checked who you are. Start again.");
            }
        });
        try {
            return kept.purpose() == Purpose.LINK
                    ? link(visitor, client, grant, profile, kept.returnPath(), address)
                    : signIn(visitor, client, grant, profile, kept.returnPath(), address);
        } catch (ApiException refused) {
            if (!isKnown(client, profile)) {
                // Nothing of a stranger's is kept. Of others all that they ever consented to might be taken back.
                oauth.revoke(registration, grant.token());
            }
            throw refused;
        }
    }

    private static boolean isKnown(ProviderClient client, ProviderProfile profile) {
        return QuarkusTransaction.requiringNew()
                .call(() -> Identity.isKnown(client.provider(), client.instance(), profile.subject()));
    }

    private Arrival signIn(
            Visitor visitor,
            ProviderClient client,
            Grant grant,
            ProviderProfile profile,
            String returnPath,
            String address) {
        Newcomer newcomer = Newcomer.of(client, profile, isMember(client, grant, profile));
        String secret = QuarkusTransaction.requiringNew().call(() -> {
            signUp.admit(newcomer, address);
            Identity identity = Identity.at(client.provider(), client.instance(), profile.subject())
                    .orElseThrow();
            User person = User.findById(identity.userId);
            if (person.state != User.State.ACTIVE) {
                throw ApiException.forbidden("This account is not active. Ask an administrator of this service.");
            }
            take(identity, grant, profile);
            AuditEvent.record(Action.SIGNED_IN, person.id, identity.id, null, address);
            return sessions.renew(visitor, person.id);
        });
        return new Arrival(Optional.of(secret), returnPath);
    }

    /** Who has an account already is not asked for their organizations. */
    private boolean isMember(ProviderClient client, Grant grant, ProviderProfile profile) {
        if (!signUp.asksForOrganizations(client.name()) || isKnown(client, profile)) {
            return false;
        }
        return value(client.organizations(grant.token().accessToken()), client).stream()
                .anyMatch(organization -> signUp.welcomes(client.name(), organization.login()));
    }

    private Arrival link(
            Visitor visitor,
            ProviderClient client,
            Grant grant,
            ProviderProfile profile,
            String returnPath,
            String address) {
        // What was kept belongs to this very session, in which nobody but the person who asked for it was signed in.
        if (!visitor.isSignedIn()) {
            throw ApiException.badRequest("You are no longer signed in. Sign in and start again.");
        }
        UUID person = visitor.person().id();
        QuarkusTransaction.requiringNew().run(() -> {
            boolean added = Identity.attach(person, client.provider(), client.instance(), profile.subject());
            Identity identity = Identity.at(client.provider(), client.instance(), profile.subject())
                    .orElseThrow();
            take(identity, grant, profile);
            if (added) {
                AuditEvent.record(Action.IDENTITY_LINKED, person, identity.id, null, address);
            }
        });
        return new Arrival(Optional.empty(), returnPath);
    }

    private void take(Identity identity, Grant grant, ProviderProfile profile) {
        profiles.apply(identity, profile);
        tokens.store(identity, grant.token());
    }

    /** Of what a provider says only what is known is repeated: anybody can write a callback's address. */
    private static ApiException failure(String error, ProviderClient client) {
        return switch (error) {
            case "access_denied" -> ApiException.forbidden("You have not allowed it at " + client.title() + ".");
            case "server_error", "temporarily_unavailable" ->
                ApiException.badGateway(client.title() + " has a problem. Try again in a moment.");
            default -> {
                Log.warnf("%s refused a sign-in: %s", client.name(), error.replaceAll("[^a-z_]", "?"));
                yield ApiException.badGateway(client.title() + " refused the request. Ask the operator of this"
                        + " service to look at how it is registered there.");
            }
        };
    }

    private static <T> T value(Outcome<T> outcome, ProviderClient client) {
        if (outcome instanceof Ok<T> ok) {
            return ok.value();
        }
        if (outcome instanceof Revoked) {
            throw ApiException.badRequest(client.title() + " says that what it gave is no longer good. Start again.");
        }
        if (outcome instanceof InsufficientScope) {
            throw ApiException.forbidden("You have not allowed enough at " + client.title() + ". Start again.");
        }
        if (outcome instanceof Suspended) {
            throw ApiException.forbidden(client.title() + " has suspended your account there.");
        }
        if (outcome instanceof Limited) {
            throw ApiException.unavailable(client.title() + " is asked too often. Try again later.");
        }
        if (outcome instanceof Transient<T> failure) {
            Log.warnf("A sign-in at %s failed: %s", client.name(), failure.reason());
            if (failure.timedOut()) {
                throw ApiException.gatewayTimeout(client.title() + " does not answer in time. Try again in a moment.");
            }
        }
        throw ApiException.badGateway(client.title() + " cannot be asked. Try again in a moment.");
    }
}
