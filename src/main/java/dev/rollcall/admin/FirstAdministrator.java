package dev.rollcall.admin;

import dev.rollcall.audit.AuditEvent.Action;
import dev.rollcall.audit.AuditLog;
import dev.rollcall.audit.AuditLog.Source;
import dev.rollcall.organization.Organization;
import dev.rollcall.security.TokenSecret;
import dev.rollcall.token.AccessToken;
import dev.rollcall.user.OwnerName;
import dev.rollcall.user.User;
import dev.rollcall.user.User.State;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;

/**
 * Creates the first site administrator from the configuration, once per database. The replica that inserts the only
 * possible row of {@code bootstrap} creates them. Other replicas wait for its transaction and then do nothing.
 *
 * <p>If all administrators are locked out, an operator deletes that row (docs/operations.md). The next start then gives
 * the administrator a new token, if the login is that of an active site administrator, or creates another one.
 */
@ApplicationScoped
class FirstAdministrator {

    /** Long enough to set up sign-in. Short, because the token is in the configuration. */
    private static final Duration TOKEN_LIFETIME = Duration.ofDays(7);

    private final FirstAdministratorConfig config;
    private final EntityManager database;
    private final AuditLog audit;
    private final Clock clock;

    FirstAdministrator(FirstAdministratorConfig config, EntityManager database, AuditLog audit, Clock clock) {
        this.config = config;
        this.database = database;
        this.audit = audit;
        this.clock = clock;
    }

    @Transactional
    void create(@Observes StartupEvent starting) {
        if (config.login().isEmpty() && config.token().isEmpty()) {
            return;
        }
        String login = config.login()
                .orElseThrow(() -> new IllegalStateException(
                        "rollcall.bootstrap.token needs rollcall.bootstrap.login: set both, or neither"));
        TokenSecret secret = config.token()
                .flatMap(TokenSecret::parse)
                .orElseThrow(() -> new IllegalStateException(
                        "rollcall.bootstrap.token must be 'pul-' and 40 lower-case hex digits,"
                                + " for example pul-$(openssl rand -hex 20)"));
        if (!OwnerName.isValid(login)) {
            throw new IllegalStateException("rollcall.bootstrap.login must be 3 to 40 letters, digits, hyphens or"
                    + " underscores, and must begin and end with a letter or digit");
        }
        if (OwnerName.isPath(login)) {
            throw new IllegalStateException("rollcall.bootstrap.login: '" + login
                    + "' is the beginning of a path of this service. Choose another login");
        }
        if (isFirst()) {
            create(login, secret);
        }
    }

    private boolean isFirst() {
        return database.createNativeQuery("insert into bootstrap default values on conflict do nothing")
                        .executeUpdate()
                == 1;
    }

    private void create(String login, TokenSecret secret) {
        if (AccessToken.count("secretHash = ?1", secret.hash()) > 0) {
            throw new IllegalStateException(
                    "rollcall.bootstrap.token is an older token. Generate a new one: pul-$(openssl rand -hex 20)");
        }
        User administrator = User.byLogin(login).orElse(null);
        if (administrator == null) {
            if (OwnerName.count("lower(name) = lower(?1)", login) > 0) {
                throw taken(login);
            }
            administrator = Organization.individual(login, login);
            administrator.siteAdmin = true;
            give(administrator, secret, "Created the first administrator '" + login + "'");
            Log.infof("Created the first administrator '%s'. The token is valid for 7 days", login);
        } else if (administrator.siteAdmin && administrator.state == State.ACTIVE) {
            give(administrator, secret, "Gave the site administrator '" + login + "' a new token");
            Log.infof("The site administrator '%s' has a new token, which is valid for 7 days", login);
        } else {
            throw taken(login);
        }
    }

    private static IllegalStateException taken(String login) {
        return new IllegalStateException("rollcall.bootstrap.login: the name '" + login
                + "' is taken, and not by an active site administrator. Choose another one");
    }

    private void give(User administrator, TokenSecret secret, String sentence) {
        AccessToken token = AccessToken.personal(administrator.id, secret, "First administrator");
        token.expiresAt = clock.instant().plus(TOKEN_LIFETIME);
        token.audited = true;
        token.persistAndFlush();
        database.createNativeQuery("update bootstrap set token_id = :token")
                .setParameter("token", token.id)
                .executeUpdate();
        audit.record(Action.BOOTSTRAP, new Source(null, token.id, null, null), null, administrator.id, sentence);
    }
}
