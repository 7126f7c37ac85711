package dev.rollcall.identity;

import dev.rollcall.provider.ProviderOrganization;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.ManyToOne;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** An organization, group or workspace that the provider listed for a person at the last sync. */
@Entity
@IdClass(IdentityOrganization.Key.class)
public class IdentityOrganization extends PanacheEntityBase {

    record Key(UUID identity, String providerId) {}

    @Id
    @ManyToOne(fetch = FetchType.LAZY)
    public Identity identity;

    @Id
    public String providerId;

    public String login;

    protected IdentityOrganization() {}

    public IdentityOrganization(Identity identity, String providerId, String login) {
        this.identity = identity;
        this.providerId = providerId;
        this.login = login;
    }

    /**
     * Stores the organizations that the provider of an identity shows now, in the caller's transaction.
     *
     * @param complete whether to delete the others. The provider may have hidden some
     */
    public static void store(Identity identity, List<ProviderOrganization> shown, boolean complete) {
        Map<String, IdentityOrganization> known =
                IdentityOrganization.<IdentityOrganization>list("identity", identity).stream()
                        .collect(Collectors.toMap(organization -> organization.providerId, Function.identity()));
        for (ProviderOrganization organization : shown) {
            IdentityOrganization before = known.remove(organization.id());
            if (before == null) {
                new IdentityOrganization(identity, organization.id(), organization.login()).persist();
            } else {
                before.login = organization.login();
            }
        }
        if (complete) {
            known.values().forEach(IdentityOrganization::delete);
        }
    }
}
