package dev.rollcall.signup;

import dev.rollcall.audit.AuditEvent.Action;
import dev.rollcall.audit.AuditLog;
import dev.rollcall.audit.AuditLog.Source;
import dev.rollcall.http.ApiException;
import dev.rollcall.identity.Identity;
import dev.rollcall.organization.Organization;
import dev.rollcall.provider.DomainName;
import dev.rollcall.provider.ForeignText;
import dev.rollcall.user.OwnerName;
import dev.rollcall.user.User;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.Set;
import java.util.stream.Collectors;
import org.hibernate.exception.ConstraintViolationException;

/**
 * Creates accounts for people who sign in for the first time, if the configuration allows it. A person is recognised by
 * provider, instance and subject only. The same name or address never gives access to an existing account.
 */
@ApplicationScoped
public class SignUp {

    private final SignUpConfig policy;
    private final Set<String> domains;
    private final EntityManager database;
    private final AuditLog audit;
    private final Clock clock;

    SignUp(SignUpConfig policy, EntityManager database, AuditLog audit, Clock clock) {
        this.policy = policy;
        this.domains = policy.emailDomains().orElse(Set.of()).stream()
                .map(SignUp::domain)
                .collect(Collectors.toUnmodifiableSet());
        this.database = database;
        this.audit = audit;
        this.clock = clock;
    }

    private static String domain(String configured) {
        return DomainName.aLabels(configured)
                .orElseThrow(() -> new ConfigurationException("rollcall.sign-up.email-domains: '" + configured
                        + "' is not a domain name in lower case. Write it like example.com or xn--bcher-kva.example"));
    }

    /** Stops the start if a domain is wrong. Otherwise the people in it could not sign up, without a reason. */
    void check(@Observes StartupEvent starting) {
        Log.debugf("People of %d e-mail domains may sign up", domains.size());
    }

    /**
     * Whether the members of at least one organization at a provider's installation may sign up.
     *
     * @param installation the installation's configured name
     */
    public boolean asksForOrganizations(String installation) {
        return policy.organizations().orElse(Set.of()).stream().anyMatch(named -> named.startsWith(installation + "/"));
    }

    /**
     * Whether the members of an organization may sign up.
     *
     * @param installation the installation's configured name
     * @param organization the organization's login there; the case of the letters A to Z does not matter
     */
    public boolean welcomes(String installation, String organization) {
        return policy.organizations().orElse(Set.of()).stream()
                .anyMatch(named -> ForeignText.same(named, installation + "/" + organization));
    }

    /**
     * Creates an account for a person who has none. Does nothing if they have one, even a suspended one.
     *
     * @param source the request, for the audit record
     * @throws ApiException 403 if they may not sign up, 503 if something else took the name, address or identity
     */
    @Transactional
    public void admit(Newcomer newcomer, Source source) {
        if (isKnown(newcomer)) {
            return;
        }
        if (!isAllowed(newcomer)) {
            throw ApiException.forbidden("This identity has no account here, and sign-up is closed for it."
                    + " Ask your administrator for an account.");
        }
        takeTurns();
        if (!isKnown(newcomer)) {
            create(newcomer, source);
        }
    }

    private static boolean isKnown(Newcomer newcomer) {
        return Identity.isKnown(newcomer.provider(), newcomer.instance(), newcomer.subject());
    }

    private boolean isAllowed(Newcomer newcomer) {
        return policy.open()
                || newcomer.welcome()
                || newcomer.verifiedEmail()
                        .filter(email -> domains.contains(ForeignText.domain(email)) || isInvited(email))
                        .isPresent();
    }

    private boolean isInvited(String email) {
        return (boolean) database.createNativeQuery("""
                        select exists (
                            select from invite where lower(email) = lower(:email collate "C") and accepted_at is null
                                and canceled_at is null and (expires_at is null or expires_at > :now))""")
                .setParameter("email", email)
                .setParameter("now", clock.instant())
                .getSingleResult();
    }

    /**
     * Waits until no other transaction creates an account. So two first requests of one person, or two people who want
     * the same name, do not collide.
     */
    private void takeTurns() {
        database.createNativeQuery("select 1 from pg_advisory_xact_lock(hashtext('sign-up'))")
                .getSingleResult();
    }

    private void create(Newcomer newcomer, Source source) {
        boolean verified = newcomer.verifiedEmail()
                .filter(email -> !User.isVerifiedByAnyone(email))
                .isPresent();
        User person = Organization.individual(OwnerName.free(newcomer.ownerName()), newcomer.name());
        person.email = newcomer.email().orElse(null);
        person.emailVerifiedAt = verified ? clock.instant() : null;
        person.mfa = newcomer.mfa();
        person.siteAdmin = newcomer.siteAdmin();
        new Identity(person.id, newcomer.provider(), newcomer.instance(), newcomer.subject(), newcomer.login())
                .persist();
        audit.record(
                Action.SIGNED_UP,
                source.by(person.id),
                null,
                person.id,
                "Signed up with " + newcomer.provider().title());
        try {
            database.flush();
        } catch (ConstraintViolationException taken) {
            // Not another sign-up, which would have waited. For example, a sync has just verified the same address.
            throw ApiException.unavailable("The account was not created, because its name, e-mail address or identity"
                    + " was taken in the same moment. Try again in a moment.");
        }
    }
}
