package dev.rollcall.jwt;

import dev.rollcall.provider.ForeignText;
import dev.rollcall.provider.IdentityProvider;
import dev.rollcall.signup.Newcomer;
import dev.rollcall.user.OwnerName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jose4j.jwt.JwtClaims;

/**
 * What a verified token says of its bearer, read the way its issuer is configured. An issuer may say anything, so what
 * cannot be stored is cut or left out.
 */
class Claims {

    private final JwtConfig.Issuer issuer;
    private final String subject;
    private final Map<String, List<Object>> claims;

    Claims(JwtConfig.Issuer issuer, JwtClaims claims) {
        this.issuer = issuer;
        this.subject = claims.getClaimValueAsString("sub");
        this.claims = claims.flattenClaims();
    }

    JwtConfig.Issuer issuer() {
        return issuer;
    }

    String subject() {
        return subject;
    }

    /** What the issuer calls the person; may be empty. */
    String login() {
        return text(issuer.loginClaim()).orElse("");
    }

    /** A name that an account here can have, if nobody else has it. */
    String ownerName() {
        return Stream.of(login(), email().map(Claims::localPart).orElse(""), subject)
                .flatMap(foreign -> OwnerName.fit(foreign).stream())
                .findFirst()
                .orElse("user");
    }

    /** The name that is shown. */
    String name() {
        return text(issuer.nameClaim()).orElseGet(this::ownerName);
    }

    Optional<String> email() {
        return text(issuer.emailClaim()).flatMap(ForeignText::email);
    }

    /** The address, if the issuer says that it is the person's own and is believed. */
    Optional<String> verifiedEmail() {
        return email().filter(email -> issuer.trustEmail() && says(issuer.emailVerifiedClaim(), "true"));
    }

    /** Whether a second factor was used; RFC 8176, section 2. */
    boolean mfa() {
        return says("amr", "mfa");
    }

    boolean siteAdmin() {
        return issuer.siteAdminClaim().isPresent()
                && issuer.siteAdminValue().isPresent()
                && says(issuer.siteAdminClaim().get(), issuer.siteAdminValue().get());
    }

    private static String localPart(String email) {
        return email.substring(0, email.indexOf('@'));
    }

    /** The bearer, as somebody who may have no account yet. */
    Newcomer newcomer() {
        return new Newcomer(
                IdentityProvider.SSO,
                issuer.issuer(),
                subject,
                login(),
                ownerName(),
                name(),
                email(),
                verifiedEmail().isPresent(),
                mfa(),
                siteAdmin(),
                issuer.signUp());
    }

    private boolean says(String claim, String value) {
        return values(claim).anyMatch(said -> String.valueOf(said).equals(value));
    }

    private Optional<String> text(String claim) {
        return values(claim)
                .filter(String.class::isInstance)
                .flatMap(value -> ForeignText.storable((String) value).stream())
                .findFirst();
    }

    private Stream<Object> values(String claim) {
        return claims.getOrDefault(claim, List.of()).stream();
    }
}
