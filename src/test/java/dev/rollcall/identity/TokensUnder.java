package dev.rollcall.identity;

import dev.rollcall.vault.KeyRing;
import org.hibernate.Session;

/** Creates {@link ProviderTokens} that use other keys, as another replica would. */
public final class TokensUnder {

    private TokensUnder() {}

    public static ProviderTokens ring(Session database, KeyRing keys) {
        return new ProviderTokens(database, keys, null);
    }
}
