package dev.rollcall.organization;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.rollcall.user.OwnerName;
import dev.rollcall.user.User;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.EnumeratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.Tuple;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** An owner of stacks: a shared organization, or the individual organization of one person. */
@Entity
public class Organization extends PanacheEntityBase {

    /** Where the members of an organization come from (contract, section 4). */
    public enum Kind {
        SINGLE_USER("single-user"),
        GITHUB("github"),
        GITLAB("gitlab"),
        BITBUCKET("bitbucket"),
        SAML("saml"),
        PULUMI("pulumi");

        @EnumeratedValue
        @JsonValue
        final String value;

        Kind(String value) {
            this.value = value;
        }

        /** {@return the text in requests, responses and the database, for example {@code single-user}} */
        public String value() {
            return value;
        }

        /**
         * {@return the kind that requests, responses and the database write as this text}
         *
         * @throws IllegalArgumentException for any other text
         */
        public static Kind of(String value) {
            return Arrays.stream(values())
                    .filter(kind -> kind.value.equals(value))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(value));
        }
    }

    @Id
    public UUID id = UUID.randomUUID();

    public String name;

    /** Null if the organization has the generated {@linkplain dev.rollcall.user.Avatar picture}. */
    public String avatarUrl;

    @Enumerated(EnumType.STRING)
    public Kind kind;

    /**
     * The provider that backs the organization, for example {@code github.com}. Null, as the next two, if none does.
     */
    public String backingProvider;

    /** Base URL of the provider. */
    public String backingInstance;

    /** The organization's id at the provider, which never changes. */
    public String backingId;

    /** See {@link #serviceAccount()}. Null before the first machine token. */
    public UUID serviceAccountId;

    /** What members with the built-in role may do with every stack. */
    @Enumerated(EnumType.STRING)
    public StackPermission defaultStackPermission = StackPermission.NONE;

    @Column(insertable = false, updatable = false)
    public Instant createdAt;

    protected Organization() {}

    private Organization(String name, Kind kind) {
        this.name = name;
        this.kind = kind;
    }

    /**
     * Creates and stores an organization to which people are invited.
     *
     * @param login the name in URLs; see {@link OwnerName#isValid}
     * @param name the name that is shown
     * @throws IllegalArgumentException if the login is invalid or {@linkplain OwnerName#isReserved reserved}
     */
    public static Organization shared(String login, String name) {
        if (OwnerName.isReserved(login)) {
            throw new IllegalArgumentException("'" + login + "' is a reserved login");
        }
        Organization organization = new Organization(name, Kind.PULUMI);
        organization.persist();
        new OwnerName(login, null, organization.id).persist();
        return organization;
    }

    /**
     * Creates and stores an organization to which people are invited, if its login is free.
     *
     * @param login the name in URLs; see {@link OwnerName#isValid}
     * @param name the name that is shown
     * @return empty if the login is taken or {@linkplain OwnerName#isReserved reserved}
     */
    public static Optional<Organization> sharedIfFree(String login, String name) {
        Organization organization = new Organization(name, Kind.PULUMI);
        organization.persistAndFlush();
        return OwnerName.give(login, organization.id) ? Optional.of(organization) : Optional.empty();
    }

    /**
     * Creates and stores a person and their individual organization. The organization has the same login and name, and
     * the person is its admin. People whose account an organization manages have no individual organization.
     *
     * @param login the name in URLs; see {@link OwnerName#isValid}
     * @param name the name that is shown
     * @return the person
     */
    public static User individual(String login, String name) {
        User person = User.person(name);
        person.persist();
        Organization organization = new Organization(name, Kind.SINGLE_USER);
        organization.persist();
        new OwnerName(login, person.id, organization.id).persist();
        new Membership(person.id, organization, Role.ADMIN).persist();
        return person;
    }

    /** Gives the individual organization of a person the name that the person has, in the caller's transaction. */
    public static void renameIndividual(UUID userId, String name) {
        getEntityManager()
                .createNativeQuery("""
                        update organization set name = :name
                        where kind = 'single-user'
                            and id = (select organization_id from owner_name where user_id = :person)""")
                .setParameter("name", name)
                .setParameter("person", userId)
                .executeUpdate();
    }

    /** {@return the organization, locked until the transaction ends; empty if there is none} Nothing can refer to it. */
    public static Optional<Organization> locked(UUID id) {
        // Not Hibernate's lock, which lets new rows refer to the organization.
        boolean found = !getEntityManager()
                .createNativeQuery("select id from organization where id = :id for update", Tuple.class)
                .setParameter("id", id)
                .getResultList()
                .isEmpty();
        return found ? Organization.<Organization>findByIdOptional(id) : Optional.empty();
    }

    /**
     * Finds out which organizations at a provider back an organization here.
     *
     * @param instance base URL of the provider
     * @param ids the ids of the organizations at the provider
     * @return those of the ids that do
     */
    public static Set<String> backedBy(String provider, String instance, List<String> ids) {
        return Set.copyOf(find(
                        "select backingId from Organization"
                                + " where backingProvider = ?1 and backingInstance = ?2 and backingId in ?3",
                        provider,
                        instance,
                        ids)
                .project(String.class)
                .list());
    }

    /** {@return the account that the organization's machine tokens act as} The first call creates it. */
    public UUID serviceAccount() {
        if (serviceAccountId == null) {
            User account = User.serviceAccount(name);
            account.persist();
            new Membership(account.id, this, Role.MEMBER).persist();
            serviceAccountId = account.id;
        }
        return serviceAccountId;
    }
}
