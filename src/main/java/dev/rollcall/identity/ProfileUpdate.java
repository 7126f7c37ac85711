package dev.rollcall.identity;

import dev.rollcall.audit.AuditEvent.Action;
import dev.rollcall.audit.AuditLog;
import dev.rollcall.audit.AuditLog.Source;
import dev.rollcall.identity.SyncConfig.Policy;
import dev.rollcall.organization.Organization;
import dev.rollcall.provider.ForeignText;
import dev.rollcall.provider.ProviderProfile;
import dev.rollcall.user.ForeignLogin;
import dev.rollcall.user.OwnerName;
import dev.rollcall.user.User;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.time.Clock;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hibernate.Session;

/**
 * Takes over a profile from a provider into the identity. From the primary identity it goes into the account, too. A
 * field that the provider leaves out stays as it was, and so does a field that the person edited here.
 */
@ApplicationScoped
public class ProfileUpdate {

    private final SyncConfig config;
    private final Session database;
    private final AuditLog audit;
    private final Clock clock;

    ProfileUpdate(SyncConfig config, Session database, AuditLog audit, Clock clock) {
        this.config = config;
        this.database = database;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * Takes over a profile of the identity's own subject, in the caller's transaction. Writes only what has changed.
     *
     * @param source the request in which the provider gave the profile, for the audit record
     */
    @Transactional(TxType.MANDATORY)
    public void apply(Identity identity, ProviderProfile profile, Source source) {
        // The caller may have just created the account and the identity.
        database.flush();
        User person = User.locked(identity.userId).orElseThrow();
        ProviderProfile before = identity.profile();
        identity.keep(profile);
        if (!identity.profile().equals(before)) {
            audit.record(
                    Action.IDENTITY_CHANGED,
                    source,
                    null,
                    identity.id,
                    "Stored the changed profile of " + identity.provider.title());
        }
        if (Identity.primary(person.id)
                .filter(primary -> primary.id.equals(identity.id))
                .isPresent()) {
            apply(identity, before, person, source);
        }
    }

    private void apply(Identity identity, ProviderProfile before, User person, Source source) {
        boolean name = takeName(identity, person);
        boolean avatar = takeAvatar(identity, person);
        boolean email = takeEmail(identity, before, person, source);
        if (name || avatar || email) {
            audit.record(
                    Action.PROFILE_CHANGED,
                    source,
                    null,
                    person.id,
                    "Took over from " + identity.provider.title() + ": "
                            + Stream.of(name ? "name" : "", avatar ? "picture" : "", email ? "e-mail address" : "")
                                    .filter(field -> !field.isEmpty())
                                    .collect(Collectors.joining(", ")));
        }
        takeLogin(identity, before, person, source);
    }

    private boolean takeName(Identity identity, User person) {
        String name = identity.name;
        if (!follows(config.name(), person.nameEdited, name, person.name) || name.equals(person.name)) {
            return false;
        }
        person.name = name;
        Organization.renameIndividual(person.id, name);
        return true;
    }

    private boolean takeAvatar(Identity identity, User person) {
        String avatar = identity.avatarUrl;
        if (!follows(config.avatar(), person.avatarEdited, avatar, person.avatarUrl)
                || avatar.equals(person.avatarUrl)) {
            return false;
        }
        person.avatarUrl = avatar;
        return true;
    }

    private boolean takeEmail(Identity identity, ProviderProfile before, User person, Source source) {
        String email = identity.email;
        boolean proven = person.emailVerifiedAt != null && ForeignText.same(person.email, email);
        if (!follows(config.email(), person.emailEdited, email, person.email) || proven) {
            return false;
        }
        if (User.isVerifiedByAnyone(email)) {
            // Recorded once. The identity keeps the address, and a later sync takes it over when it is free.
            if (!before.verifiedEmail().equals(Optional.of(email))) {
                audit.record(
                        Action.EMAIL_KEPT,
                        source,
                        null,
                        person.id,
                        "Kept the e-mail address, because another account has verified the one at "
                                + identity.provider.title());
            }
            return false;
        }
        person.email = email;
        person.emailVerifiedAt = clock.instant();
        return true;
    }

    /** Follows a rename at the provider only. The names may have differed before, for good reasons. */
    private void takeLogin(Identity identity, ProviderProfile before, User person, Source source) {
        boolean renamed = before.login().isPresent() && !before.login().get().equals(identity.login);
        if (!renamed || person.loginEdited || config.login() != Policy.FORCE) {
            return;
        }
        Optional<String> taken = ForeignLogin.fit(identity.login)
                .filter(name -> OwnerName.rename(person.id, name, config.reserveLogin()));
        audit.record(
                taken.isPresent() ? Action.LOGIN_CHANGED : Action.LOGIN_KEPT,
                source,
                null,
                person.id,
                taken.map(name -> "Changed the login to '" + name + "', as at " + identity.provider.title())
                        .orElse("Kept the login, because the new one at " + identity.provider.title()
                                + " is taken or not valid here"));
    }

    /** Whether an account takes over a field. */
    private static boolean follows(Policy policy, boolean edited, String theirs, String ours) {
        boolean empty = ours == null || ours.isEmpty();
        return theirs != null && !edited && (policy == Policy.FORCE || (policy == Policy.IMPORT && empty));
    }
}
