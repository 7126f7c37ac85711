package dev.rollcall.identity;

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

/** A person at an identity provider, recognised by the provider's immutable subject only. */
@Entity
public class Identity extends PanacheEntityBase {

    /** Whether the provider can be asked about the person. The account does not depend on it. */
    public enum State {
        ACTIVE("active"),
        /** The token is no longer good, or not good enough. */
        NEEDS_REAUTH("needs-reauth"),
        /** The provider has suspended the person. */
        SUSPENDED("suspended"),
        /** The token is somebody else's. */
        MISMATCH("mismatch"),
        /** The provider does not know the person any more. */
        GONE("gone");

        @EnumeratedValue
        public final String stored;

        State(String stored) {
            this.stored = stored;
        }
    }

    @Id
    public UUID id = UUID.randomUUID();

    public UUID userId;

    @Enumerated(EnumType.STRING)
    public IdentityProvider provider;

    /** Base URL of the provider's installation; for single sign-on the issuer. */
    public String instance;

    public String subject;

    public String login;

    /** Null while the provider has said none; so are the next two. */
    public String name;

    public String avatarUrl;

    /** The primary one, which the provider says is the person's own. */
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

    /** Finds a person at a provider by what never changes. */
    public static Optional<Identity> at(IdentityProvider provider, String instance, String subject) {
        return find("provider = ?1 and instance = ?2 and subject = ?3", provider, instance, subject)
                .firstResultOptional();
    }

    /** Whether somebody here, with an account in whatever state, has this identity. */
    public static boolean isKnown(IdentityProvider provider, String instance, String subject) {
        return count("provider = ?1 and instance = ?2 and subject = ?3", provider, instance, subject) > 0;
    }

    /**
     * Gives a person an identity, in the caller's transaction.
     *
     * @return false if they have it already
     * @throws ApiException 409 if somebody else has it, or they have another of this kind
     */
    public static boolean attach(UUID userId, IdentityProvider provider, String instance, String subject) {
        User.lock(userId);
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

    /** The one that decides over the account's own name, picture, address and login: the first that was linked. */
    public static Optional<Identity> primary(UUID userId) {
        return find("userId = ?1 order by createdAt, provider", userId).firstResultOptional();
    }

    /** All identities of a person, in the order in which they were linked. */
    public static List<Identity> of(UUID userId) {
        return list("userId = ?1 order by createdAt, provider", userId);
    }

    /** What the provider said about the person the last time. */
    public ProviderProfile profile() {
        return new ProviderProfile(
                subject,
                Optional.of(login).filter(known -> !known.isEmpty()),
                Optional.ofNullable(name),
                Optional.ofNullable(avatarUrl),
                Optional.ofNullable(email));
    }

    /** Keeps what a provider says; what it says no more stays as it was. */
    public void keep(ProviderProfile profile) {
        profile.login().ifPresent(value -> login = value);
        profile.name().ifPresent(value -> name = value);
        profile.avatarUrl().ifPresent(value -> avatarUrl = value);
        profile.verifiedEmail().ifPresent(value -> email = value);
    }

    /**
     * Finds the identity that a person may disconnect, in the caller's transaction. Of several requests at once the last
     * identity survives: they take turns at the person's row.
     *
     * @throws ApiException 404 if the person has no identity of this kind, 400 if it is their last one
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
