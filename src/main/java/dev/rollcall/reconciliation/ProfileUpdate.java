package dev.rollcall.reconciliation;

import dev.rollcall.audit.AuditEvent;
import dev.rollcall.audit.AuditEvent.Action;
import dev.rollcall.identity.Identity;
import dev.rollcall.provider.ProviderProfile;
import dev.rollcall.reconciliation.SyncConfig.Policy;
import dev.rollcall.user.OwnerName;
import dev.rollcall.user.User;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.time.Clock;
import java.util.Optional;
import org.hibernate.Session;

/**
 * What a provider says about a person, taken over into the identity and, from their first identity, into the account.
 * What the provider does not say erases nothing, and what the person chose here stays.
 */
@ApplicationScoped
public class ProfileUpdate {

    private final SyncConfig config;
    private final Session database;
    private final Clock clock;

    ProfileUpdate(SyncConfig config, Session database, Clock clock) {
        this.config = config;
        this.database = database;
        this.clock = clock;
    }

    /** Takes over a profile of the identity's own subject, in the caller's transaction. Writes only what is new. */
    @Transactional(TxType.MANDATORY)
    public void apply(Identity identity, ProviderProfile profile) {
        // The account may be as new as the identity.
        database.flush();
        User person = User.locked(identity.userId).orElseThrow();
        ProviderProfile before = identity.profile();
        identity.keep(profile);
        if (!identity.profile().equals(before)) {
            AuditEvent.record(Action.IDENTITY_CHANGED, null, identity.id, null, null);
        }
        if (Identity.primary(person.id)
                .filter(first -> first.id.equals(identity.id))
                .isPresent()) {
            apply(identity, before, person);
        }
    }

    private void apply(Identity identity, ProviderProfile before, User person) {
        boolean name = takeName(identity, person);
        boolean avatar = takeAvatar(identity, person);
        boolean email = takeEmail(identity, before, person);
        if (name || avatar || email) {
            AuditEvent.record(Action.PROFILE_CHANGED, null, person.id, null, null);
        }
        takeLogin(identity, before, person);
    }

    private boolean takeName(Identity identity, User person) {
        if (identity.name == null
                || person.nameEdited
                || identity.name.equals(person.name)
                || !follows(config.name(), person.name.isEmpty())) {
            return false;
        }
        person.name = identity.name;
        // A person and their individual organization carry one name.
        database.createNativeMutationQuery("""
                        update organization set name = :name
                        where kind = 'single-user'
                            and id = (select organization_id from owner_name where user_id = :person)""")
                .setParameter("name", person.name)
                .setParameter("person", person.id)
                .executeUpdate();
        return true;
    }

    private boolean takeAvatar(Identity identity, User person) {
        if (identity.avatarUrl == null
                || person.avatarEdited
                || identity.avatarUrl.equals(person.avatarUrl)
                || !follows(config.avatar(), person.avatarUrl == null)) {
            return false;
        }
        person.avatarUrl = identity.avatarUrl;
        return true;
    }

    private boolean takeEmail(Identity identity, ProviderProfile before, User person) {
        String email = identity.email;
        boolean proven = person.emailVerifiedAt != null && person.email.equalsIgnoreCase(email);
        if (email == null || person.emailEdited || proven || !follows(config.email(), person.email == null)) {
            return false;
        }
        if (User.isVerifiedByAnyone(email)) {
            // Said once; the identity keeps the address, which is taken over when the other gives it up.
            if (!before.verifiedEmail().equals(Optional.of(email))) {
                AuditEvent.record(Action.EMAIL_KEPT, null, person.id, null, null);
            }
            return false;
        }
        person.email = email;
        person.emailVerifiedAt = clock.instant();
        return true;
    }

    /** Only after a change over there: the name that the account has so far may differ for good reasons. */
    private void takeLogin(Identity identity, ProviderProfile before, User person) {
        boolean changed = before.login().isPresent() && !before.login().get().equals(identity.login);
        if (!changed || person.loginEdited || config.login() != Policy.FORCE) {
            return;
        }
        boolean renamed = OwnerName.fit(identity.login)
                .filter(name -> OwnerName.rename(
                        person.id, name, clock.instant(), clock.instant().plus(config.reserveLogin())))
                .isPresent();
        AuditEvent.record(renamed ? Action.LOGIN_CHANGED : Action.LOGIN_KEPT, null, person.id, null, null);
    }

    private static boolean follows(Policy policy, boolean isEmpty) {
        return policy == Policy.FORCE || (policy == Policy.IMPORT && isEmpty);
    }
}
