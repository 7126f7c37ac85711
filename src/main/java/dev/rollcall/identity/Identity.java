package dev.rollcall.identity;

import dev.rollcall.http.ApiException;
import dev.rollcall.user.User;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.exception.ConstraintViolationException;

/** A person at an identity provider, recognised by the provider's immutable subject only. */
@Entity
public class Identity extends PanacheEntityBase {

    @Id
    public UUID id = UUID.randomUUID();

    public UUID userId;

    @Enumerated(EnumType.STRING)
    public IdentityProvider provider;

    /** Base URL of the provider's installation; for single sign-on the issuer. */
    public String instance;

    public String subject;

    public String login;

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

    /** The identities of an account, the oldest first. */
    public static List<Identity> of(UUID userId) {
        return list("userId = ?1 order by createdAt, id", userId);
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
            throw ApiException.conflict("The account has another identity of " + provider.value + ".");
        }
        try {
            new Identity(userId, provider, instance, subject, "").persistAndFlush();
        } catch (ConstraintViolationException taken) {
            throw ApiException.conflict("This identity belongs to another account.");
        }
        return true;
    }

    /**
     * Takes an identity away from a person, in the caller's transaction. Of several requests at once the last identity
     * survives: they take turns at the person's row.
     *
     * @return the identity, which is no more
     * @throws ApiException 404 if the person has no identity of this kind, 400 if it is their last one
     */
    public static Identity disconnect(UUID userId, IdentityProvider provider) {
        User.lock(userId);
        List<Identity> identities = list("userId", userId);
        Identity gone = identities.stream()
                .filter(identity -> identity.provider == provider)
                .findFirst()
                .orElseThrow(() -> ApiException.notFound("No identity of " + provider.value + " is linked"));
        if (identities.size() == 1) {
            throw ApiException.badRequest("must have more than one identity provider");
        }
        gone.delete();
        return gone;
    }
}
