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

    /** What stands behind an account. */
    public enum Kind {
        PERSON("person"),
        SERVICE_ACCOUNT("service-account");

        @EnumeratedValue
        final String stored;

        Kind(String stored) {
            this.stored = stored;
        }
    }

    /** Only an active account authenticates; a deleted one stays as the author of what it did. */
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

    /** Null for the generated {@link Avatar}. */
    public String avatarUrl;

    public String email;

    public Instant emailVerifiedAt;

    public UUID defaultOrganizationId;

    public boolean siteAdmin;

    public boolean registryAdmin;

    public boolean mfa;

    /** Whether the person chose it here, so that it is not taken from a provider; so do the next three. */
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

    public static User person(String name) {
        return new User(Kind.PERSON, name);
    }

    /** Whether an account has shown that this address is its own; only one can. */
    public static boolean isVerifiedByAnyone(String email) {
        return count("lower(email) = lower(?1) and emailVerifiedAt is not null and state <> ?2", email, State.DELETED)
                > 0;
    }

    /** Finds a person by the name that their URL shows, in any case; not a deleted one. */
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

    /** Finds an account that nobody else changes until the transaction ends. */
    public static Optional<User> locked(UUID id) {
        return Optional.ofNullable(findById(id, LockModeType.PESSIMISTIC_WRITE));
    }

    /** Makes all who do this with the same account take turns, until the transaction ends. */
    public static void lock(UUID id) {
        findById(id, LockModeType.PESSIMISTIC_WRITE);
    }

    public static User serviceAccount(String organizationName) {
        User account = new User(Kind.SERVICE_ACCOUNT, organizationName);
        account.email = UUID.randomUUID().toString();
        return account;
    }
}
