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
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** The owner of stacks: a team's or company's organization, or the individual one of a single person. */
@Entity
public class Organization extends PanacheEntityBase {

    /** Where an organization's members come from, in the contract's words (section 4). */
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
    }

    @Id
    public UUID id = UUID.randomUUID();

    public String name;

    /** Null for the generated {@linkplain dev.rollcall.user.Avatar picture}. */
    public String avatarUrl;

    @Enumerated(EnumType.STRING)
    public Kind kind;

    /** The provider that backs the organization, its installation, and the organization's immutable id there. */
    public String backingProvider;

    public String backingInstance;

    public String backingId;

    public UUID serviceAccountId;

    /** What every member with the built-in role may do with every stack. */
    @Enumerated(EnumType.STRING)
    public StackPermission defaultStackPermission = StackPermission.NONE;

    @Column(insertable = false, updatable = false)
    public Instant createdAt;

    protected Organization() {}

    private Organization(String name, Kind kind) {
        this.name = name;
        this.kind = kind;
    }

    /** Stores an organization that people are invited to, with the name that its URL shows. */
    public static Organization shared(String login, String name) {
        Organization organization = new Organization(name, Kind.PULUMI);
        organization.persist();
        new OwnerName(login, null, organization.id).persist();
        return organization;
    }

    /**
     * Stores a person and the individual organization that every person who is not managed by one owns: it carries
     * their names, and they are its admin.
     *
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

    /** Which of these organizations at a provider's installation back one here. */
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

    /** The account that this organization's machine tokens act as, stored with the first token that needs it. */
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
