package dev.rollcall.identity;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

/** What a provider says about a person, taken over into the identity and the account. */
@ApplicationScoped
public class ProfileUpdate {

    /** Takes over a profile of the identity's own subject, in the caller's transaction. */
    @Transactional(TxType.MANDATORY)
    public void apply(Identity identity, ProviderProfile profile) {
        profile.login().ifPresent(login -> identity.login = login);
    }
}
