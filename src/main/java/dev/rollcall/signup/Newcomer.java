package dev.rollcall.signup;

import dev.rollcall.provider.IdentityProvider;
import dev.rollcall.provider.ProviderClient;
import dev.rollcall.provider.ProviderProfile;
import dev.rollcall.user.OwnerName;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Somebody who signs in and has no account yet, as who vouches for them describes them.
 *
 * @param instance of the provider, by which its identities are recognised
 * @param login what they are called there; may be empty
 * @param ownerName a name that an account here can have, if nobody else has it
 * @param name the name that is shown
 * @param verified whether the address is known to be their own
 * @param welcome whether they may have an account because of where they come from
 */
public record Newcomer(
        IdentityProvider provider,
        String instance,
        String subject,
        String login,
        String ownerName,
        String name,
        Optional<String> email,
        boolean verified,
        boolean mfa,
        boolean siteAdmin,
        boolean welcome) {

    public static Newcomer of(ProviderClient client, ProviderProfile profile, boolean welcome) {
        String ownerName = Stream.of(
                        profile.login().orElse(""),
                        profile.verifiedEmail()
                                .map(email -> email.substring(0, email.indexOf('@')))
                                .orElse(""))
                .flatMap(foreign -> OwnerName.fit(foreign).stream())
                .findFirst()
                .orElse("user");
        return new Newcomer(
                client.provider(),
                client.instance(),
                profile.subject(),
                profile.login().orElse(""),
                ownerName,
                profile.name().orElse(ownerName),
                profile.verifiedEmail(),
                profile.verifiedEmail().isPresent(),
                false,
                false,
                welcome);
    }

    /** The address, if it is known to be their own. */
    Optional<String> verifiedEmail() {
        return email.filter(address -> verified);
    }
}
