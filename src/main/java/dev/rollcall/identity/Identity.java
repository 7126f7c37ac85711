package dev.rollcall.identity;

import dev.rollcall.audit.AuditEvent.Action;
import dev.rollcall.http.ApiException;
import dev.rollcall.provider.IdentityProvider;
import dev.rollcall.provider.ProviderProfile;
import dev.rollcall.user.User;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.EnumeratedValue;
import jakarta.persistence.Id;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.exception.ConstraintViolationException;

/** A person's account at an identity provider. The provider's immutable subject alone identifies it. */
@Entity
public class Identity extends PanacheEntityBase {

    /** Whether the identity can be synced. */
    public enum State {
        ACTIVE("active", null, null),
        /** The provider refuses the token, or the token lacks a scope. */
        NEEDS_REAUTH("needs-reauth", Action.IDENTITY_NEEDS_REAUTH, "%s no longer accepts the stored token"),
        /** The provider has suspended the person. */
        SUSPENDED("suspended", Action.IDENTITY_SUSPENDED, "%s has suspended the person"),
        /** The token belongs to another account at the provider. */
        MISMATCH("mismatch", Action.IDENTITY_MISMATCH, "The stored token belongs to another account at %s"),
        /** The provider no longer finds the person. */
        GONE("gone", Action.IDENTITY_GONE, "%s no longer finds the person");

        @EnumeratedValue
        public final String stored;

        /** The audit event of an identity that gets this state; null for none. */
        final Action action;

        private final String sentence;

        State(String stored, Action action, String sentence) {
            this.stored = stored;
            this.action = action;
            this.sentence = sentence;
        }

        /** {@return what the event says} */
        String sentence(IdentityProvider provider) {
            return sentence.formatted(provider.title());
        }
    }

    @Id
    public UUID id = UUID.randomUUID();

    public UUID userId;

    @Enumerated(EnumType.STRING)
    public IdentityProvider provider;

    /** The base URL of the provider's installation; for single sign-on the issuer. */
    public String instance;

    public String subject;

    public String login;

    /** Null if the provider never gave one. So are {@link #avatarUrl} and {@link #email}. */
    public String name;

    public String avatarUrl;

    /** The person's primary address at the provider, which the provider has verified. */
    public String email;

    @Enumerated(EnumType.STRING)
    public State state = State.ACTIVE;

    @Column(insertable = false, updatable = false)
    public Instant createdAt;

    protected Identity() {}

    public Identity(UUID userId, IdentityProvider provider, String instance, String subject, String login) {
        this.userId = userId;
        this.provider = provider;
        this.instance = instance;
        this.subject = subject;
        this.login = login;
    }

    /** Finds an identity by its subject. */
    public static Optional<Identity> at(IdentityProvider provider, String instance, String subject) {
        return find("provider = ?1 and instance = ?2 and subject = ?3", provider, instance, subject)
                .firstResultOptional();
    }

    /** Whether any account, in any state, has this identity. */
    public static boolean isKnown(IdentityProvider provider, String instance, String subject) {
        return count("provider = ?1 and instance = ?2 and subject = ?3", provider, instance, subject) > 0;
    }

    /**
     * Gives a person an identity, in the caller's transaction.
     *
     * @return false if they have it already
     * @throws ApiException 404 if the account was deleted meanwhile; 409 if somebody else has it, or the person has another identity at this kind of provider
     */
    public static boolean attach(UUID userId, IdentityProvider provider, String instance, String subject) {
        User person = User.locked(userId).orElseThrow();
        User.getEntityManager().refresh(person);
        if (person.state == User.State.DELETED) {
            throw ApiException.notFound("This account is deleted.");
        }
        Optional<Identity> known = at(provider, instance, subject);
        if (known.isPresent()) {
            if (known.get().userId.equals(userId)) {
                return false;
            }
            throw ApiException.conflict("This identity belongs to another account.");
        }
        if (count("userId = ?1 and provider = ?2", userId, provider) > 0) {
            throw ApiException.conflict("The account has another identity of " + provider.wireName() + ".");
        }
        try {
            new Identity(userId, provider, instance, subject, "").persistAndFlush();
        } catch (ConstraintViolationException taken) {
            throw ApiException.conflict("This identity belongs to another account.");
        }
        return true;
    }

    /** Finds the primary identity: the one that was linked first. The account follows its profile. */
    public static Optional<Identity> primary(UUID userId) {
        return find("userId = ?1 order by createdAt, provider", userId).firstResultOptional();
    }

    /** Lets the time begin again for which a person's identities have been gone or suspended at their providers. */
    public static void restartAbsence(UUID userId) {
        getEntityManager()
                .createNativeQuery("update identity set state_since = now()"
                        + " where user_id = :user and state in ('gone', 'suspended')")
                .setParameter("user", userId)
                .executeUpdate();
    }

    /** Finds all identities of a person, in the order in which they were linked. */
    public static List<Identity> of(UUID userId) {
        return list("userId = ?1 order by createdAt, provider", userId);
    }

    /** The profile that was stored last. */
    public ProviderProfile profile() {
        return new ProviderProfile(
                subject,
                Optional.of(login).filter(known -> !known.isEmpty()),
                Optional.ofNullable(name),
                Optional.ofNullable(avatarUrl),
                Optional.ofNullable(email));
    }

    /** Stores a profile. A field that the provider leaves out keeps its value. */
    public void keep(ProviderProfile profile) {
        profile.login().ifPresent(value -> login = value);
        profile.name().ifPresent(value -> name = value);
        profile.avatarUrl().ifPresent(value -> avatarUrl = value);
        profile.verifiedEmail().ifPresent(value -> email = value);
    }

    /**
     * Finds the identity that a person may disconnect, in the caller's transaction. Locks the account, so that concurrent
     * requests cannot disconnect the last identity.
     *
     * @throws ApiException 404 if the person has no identity at this kind of provider, 400 if it is their last identity
     */
    static Identity dispensable(UUID userId, IdentityProvider provider) {
        User.lock(userId);
        List<Identity> identities = list("userId", userId);
        Identity found = identities.stream()
                .filter(identity -> identity.provider == provider)
                .findFirst()
                .orElseThrow(() -> ApiException.notFound("No identity of " + provider.wireName() + " is linked"));
        if (identities.size() == 1) {
            throw ApiException.badRequest("must have more than one identity provider");
        }
        return found;
    }
}
