package dev.rollcall.user;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.EnumeratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.LockModeType;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** An account: a person, or the service account that an organization's machine tokens act as. */
@Entity
@Table(name = "app_user")
public class User extends PanacheEntityBase {

    /** Who uses an account. */
    public enum Kind {
        PERSON("person"),
        SERVICE_ACCOUNT("service-account");

        @EnumeratedValue
        final String stored;

        Kind(String stored) {
            this.stored = stored;
        }
    }

    /** Only an active account can authenticate. A deleted account stays, as the author of what it did. */
    public enum State {
        ACTIVE("active"),
        SUSPENDED("suspended"),
        DELETED("deleted");

        @EnumeratedValue
        final String stored;

        State(String stored) {
            this.stored = stored;
        }
    }

    @Id
    public UUID id = UUID.randomUUID();

    @Enumerated(EnumType.STRING)
    public Kind kind;

    @Enumerated(EnumType.STRING)
    public State state = State.ACTIVE;

    /** The name that is shown; may be empty. */
    public String name;

    /** Null if the account has the generated {@link Avatar}. */
    public String avatarUrl;

    /** Null if there is none. Its owner may not have verified it. */
    public String email;

    /** Null if {@link #email} is not verified. */
    public Instant emailVerifiedAt;

    /** The organization that the person chose; null if they chose none. */
    public UUID defaultOrganizationId;

    public boolean siteAdmin;

    public boolean registryAdmin;

    public boolean mfa;

    /** The person changed the name here, so syncs with providers keep it. The next three do the same. */
    public boolean nameEdited;

    public boolean avatarEdited;

    public boolean emailEdited;

    public boolean loginEdited;

    @Column(insertable = false, updatable = false)
    public Instant createdAt;

    protected User() {}

    private User(Kind kind, String name) {
        this.kind = kind;
        this.name = name;
    }

    /**
     * {@return a new account of a person, not stored yet}
     *
     * @param name the name that is shown; may be empty
     */
    public static User person(String name) {
        return new User(Kind.PERSON, name);
    }

    /** {@return whether an account has verified this address, ignoring the case of A to Z} At most one account can. */
    public static boolean isVerifiedByAnyone(String email) {
        return (boolean) getEntityManager()
                .createNativeQuery("""
                        select exists (
                            select from app_user where lower(email) = lower(:email collate "C")
                                and email_verified_at is not null and state <> 'deleted')""")
                .setParameter("email", email)
                .getSingleResult();
    }

    /** {@return the person with this login, ignoring case; empty if there is none or they are deleted} */
    public static Optional<User> byLogin(String login) {
        if (!OwnerName.isValid(login)) {
            return Optional.empty();
        }
        return find(
                        "select u from User u join OwnerName n on n.userId = u.id"
                                + " where lower(n.name) = lower(?1) and u.state <> ?2",
                        login,
                        State.DELETED)
                .firstResultOptional();
    }

    /** {@return the account, locked until the transaction ends; empty if there is none} */
    public static Optional<User> locked(UUID id) {
        return Optional.ofNullable(findById(id, LockModeType.PESSIMISTIC_WRITE));
    }

    /** Locks the account until the transaction ends, so that changes to it happen one after the other. */
    public static void lock(UUID id) {
        findById(id, LockModeType.PESSIMISTIC_WRITE);
    }

    /** {@return a new service account, not stored yet} Its e-mail address is a random UUID (contract, section 2.1). */
    public static User serviceAccount(String organizationName) {
        User account = new User(Kind.SERVICE_ACCOUNT, organizationName);
        account.email = UUID.randomUUID().toString();
        return account;
    }
}
