package dev.rollcall.identity;

import dev.rollcall.vault.KeyRing;
import org.hibernate.Session;

/** The tokens of identities, as a replica with other keys stores and reads them. */
public final class TokensUnder {

    private TokensUnder() {}

    public static ProviderTokens ring(Session database, KeyRing keys) {
        return new ProviderTokens(database, keys);
    }
}
