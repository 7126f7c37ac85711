package dev.rollcall.jwt;

import dev.rollcall.provider.ForeignText;
import dev.rollcall.provider.IdentityProvider;
import dev.rollcall.signup.Newcomer;
import dev.rollcall.user.ForeignLogin;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jose4j.jwt.JwtClaims;

/**
 * The claims of a verified JWT, read as its issuer is configured. A claim may contain any text, so text that cannot be
 * stored is cut or left out ({@link ForeignText}).
 */
class Claims {

    private final JwtConfig.Issuer issuer;
    private final String subject;
    private final Instant until;
    private final Map<String, List<Object>> claims;

    Claims(JwtConfig.Issuer issuer, JwtClaims claims) {
        this.issuer = issuer;
        this.subject = claims.getClaimValueAsString("sub");
        // The verification has read it as a number. Issuers may choose one that no calendar has.
        this.until = Instant.ofEpochSecond(
                Math.min(((Number) claims.getClaimValue("exp")).longValue(), Instant.MAX.getEpochSecond()));
        this.claims = claims.flattenClaims();
    }

    JwtConfig.Issuer issuer() {
        return issuer;
    }

    String subject() {
        return subject;
    }

    /** When the token expires. */
    Instant until() {
        return until;
    }

    /** The login claim; empty if the token has none. */
    String login() {
        return text(issuer.loginClaim()).orElse("");
    }

    /** A valid account name, made from login, address, name or subject. Another account may have it. */
    String ownerName() {
        return Stream.of(
                        login(),
                        email().map(Claims::localPart).orElse(""),
                        text(issuer.nameClaim()).orElse(""),
                        subject)
                .flatMap(foreign -> ForeignLogin.fit(foreign).stream())
                .findFirst()
                .orElse("user");
    }

    /** The display name. */
    String name() {
        return text(issuer.nameClaim()).orElseGet(this::ownerName);
    }

    Optional<String> email() {
        return texts(issuer.emailClaim())
                .flatMap(text -> ForeignText.email(text).stream())
                .findFirst();
    }

    /** The address, if the issuer is trusted for addresses and says that it is verified. */
    Optional<String> verifiedEmail() {
        return email().filter(email -> issuer.trustEmail() && says(issuer.emailVerifiedClaim(), "true"));
    }

    /** Whether the person used a second factor (RFC 8176, section 2). */
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

    /** The person, for sign-up. */
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

    /** Whether a claim equals the value, or is an array that contains it. */
    private boolean says(String claim, String value) {
        return values(claim).anyMatch(one -> String.valueOf(one).equals(value));
    }

    private Optional<String> text(String claim) {
        return texts(claim).flatMap(text -> ForeignText.storable(text).stream()).findFirst();
    }

    private Stream<String> texts(String claim) {
        return values(claim).filter(String.class::isInstance).map(String.class::cast);
    }

    private Stream<Object> values(String claim) {
        return claims.getOrDefault(claim, List.of()).stream();
    }
}
