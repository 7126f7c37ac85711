package dev.rollcall.signup;

import dev.rollcall.provider.IdentityProvider;
import dev.rollcall.provider.ProviderClient;
import dev.rollcall.provider.ProviderProfile;
import dev.rollcall.user.ForeignLogin;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A person who signs in, perhaps for the first time, as the provider or the JWT issuer describes them.
 *
 * @param instance base URL of the provider's installation, or the issuer
 * @param subject the provider's id of the person, which never changes
 * @param login the login at the provider; may be empty
 * @param ownerName a valid account name, made from the login or the address; another account may have it
 * @param name the display name
 * @param verified whether a trusted provider or issuer says that the address is verified
 * @param welcome whether they may sign up because of their issuer or of an organization they are in
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

    /**
     * Describes a person by their profile at a provider.
     *
     * @param welcome whether they are in an organization whose members may sign up
     */
    public static Newcomer of(ProviderClient client, ProviderProfile profile, boolean welcome) {
        String ownerName = Stream.of(
                        profile.login().orElse(""),
                        profile.verifiedEmail()
                                .map(email -> email.substring(0, email.indexOf('@')))
                                .orElse(""),
                        // The only name that Azure DevOps is sure to give.
                        profile.name().orElse(""))
                .flatMap(foreign -> ForeignLogin.fit(foreign).stream())
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

    /** The address, if it is verified. */
    Optional<String> verifiedEmail() {
        return email.filter(address -> verified);
    }
}
