package dev.rollcall.signin;

import dev.rollcall.audit.AuditEvent;
import dev.rollcall.audit.AuditEvent.Action;
import dev.rollcall.http.ApiException;
import dev.rollcall.identity.Identity;
import dev.rollcall.identity.IdentityProvider;
import dev.rollcall.organization.Organization;
import dev.rollcall.user.OwnerName;
import dev.rollcall.user.User;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.Set;
import org.hibernate.exception.ConstraintViolationException;

/**
 * Gives an account to who signs in for the first time, if the policy lets them. People are recognised by issuer and
 * subject only: who shares a name or an address with somebody here is somebody else.
 */
@ApplicationScoped
class SignUp {

    private final SignUpConfig policy;
    private final EntityManager database;
    private final Clock clock;

    SignUp(SignUpConfig policy, EntityManager database, Clock clock) {
        this.policy = policy;
        this.database = database;
        this.clock = clock;
    }

    /**
     * Makes an account for a subject, unless there is one, in whatever state.
     *
     * @param address the client's IP address, for the audit record
     * @throws ApiException 403, if the subject may not have an account
     */
    @Transactional
    void admit(Claims claims, String address) {
        if (isKnown(claims)) {
            return;
        }
        if (!isAllowed(claims)) {
            throw ApiException.forbidden("This identity has no account here, and sign-up is closed for it.");
        }
        takeTurns();
        if (!isKnown(claims)) {
            create(claims, address);
        }
    }

    private static boolean isKnown(Claims claims) {
        return Identity.isKnown(IdentityProvider.SSO, claims.issuer().issuer(), claims.subject());
    }

    private boolean isAllowed(Claims claims) {
        return policy.open()
                || claims.issuer().signUp()
                || claims.verifiedEmail()
                        .map(Claims::domain)
                        .filter(this::isAllowed)
                        .isPresent();
    }

    private boolean isAllowed(String domain) {
        return policy.emailDomains().orElse(Set.of()).stream().anyMatch(domain::equalsIgnoreCase);
    }

    /** Until the transaction ends: two first requests of one person, or two people who want one name, do not collide. */
    private void takeTurns() {
        database.createNativeQuery("select 1 from pg_advisory_xact_lock(hashtext('sign-up'))")
                .getSingleResult();
    }

    private void create(Claims claims, String address) {
        boolean verified = claims.verifiedEmail()
                .filter(email -> !User.isVerifiedByAnyone(email))
                .isPresent();
        User person = Organization.individual(OwnerName.free(claims.ownerName()), claims.name());
        person.email = claims.email().orElse(null);
        person.emailVerifiedAt = verified ? clock.instant() : null;
        person.mfa = claims.mfa();
        person.siteAdmin = claims.siteAdmin();
        new Identity(person.id, IdentityProvider.SSO, claims.issuer().issuer(), claims.subject(), claims.login())
                .persist();
        AuditEvent.record(Action.SIGNED_UP, person.id, person.id, null, address);
        try {
            database.flush();
        } catch (ConstraintViolationException taken) {
            // Something else than a sign-up took the name or the address in this very moment.
            throw ApiException.unavailable("The account could not be made just now. Try again in a moment.");
        }
    }
}
