package dev.rollcall.signup;

import static dev.rollcall.testing.Rows.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.Database;
import dev.rollcall.testing.IssuersResource;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.TestIssuer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses that look like, or that some rule folds or repairs to, an address that opens a door. */
@QuarkusTest
@QuarkusTestResource(IssuersResource.class)
class ForeignAddressTest {

    private final TestIssuer partner = new TestIssuer(IssuersResource.PARTNER);
    private final TestIssuer company = new TestIssuer(IssuersResource.COMPANY);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "k\u0131ss.example",
                "\u212aiss.example",
                "ki\u017fs.example",
                "kiss.example\u0000",
                "kiss.example."
            })
    void opensNoDomainThatItOnlyResembles(String domain) {
        assertThat(signUp(partner, "ada@" + domain).statusCode()).isEqualTo(403);
    }

    @Test
    void opensItsOwnDomainInAnyCase() {
        assertThat(signUp(partner, unique("ada") + "@KISS.Example").statusCode())
                .isEqualTo(200);
    }

    @Test
    void opensNoInvitationToAnAddressThatItOnlyResembles() {
        String name = unique("kate");
        invite(name + "@elsewhere.example");

        assertThat(signUp(partner, name.replace('k', '\u212a') + "@elsewhere.example")
                        .statusCode())
                .isEqualTo(403);
        assertThat(signUp(partner, name + "\u0000@elsewhere.example").statusCode())
                .isEqualTo(403);
        assertThat(signUp(partner, name.toUpperCase(Locale.ROOT) + "@elsewhere.example")
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s\u0007@victim.example", "%s@victim.example\u0000", "%s\u200b@victim.example"})
    void isNotRepairedToAnAddressOfSomebodyElse(String pattern) {
        String name = unique("boss");
        invite(name + "@victim.example");

        Response profile = signUp(company, pattern.formatted(name));

        assertThat(profile.statusCode()).isEqualTo(200);
        assertThat(profile.jsonPath().getString("email")).isEmpty();
        assertThat(Database.count("app_user where email like ?", name + "%")).isZero();
    }

    @Test
    void isAnotherOneForTheDatabaseToo() {
        String address = unique("kate") + "@example.com";
        assertThat(signUp(company, address).statusCode()).isEqualTo(200);

        String other = address.replaceFirst("k", "\u212a");
        assertThat(signUp(company, other).statusCode()).isEqualTo(200);

        assertThat(Database.count("app_user where email = ? and email_verified_at is not null", other))
                .isEqualTo(1);
        assertThat(Database.count(
                        "pg_attribute a join pg_collation c on c.oid = a.attcollation where a.attname = 'email'"
                                + " and a.attrelid in ('app_user'::regclass, 'invite'::regclass) and c.collname = 'C'"))
                .isEqualTo(2);
    }

    private static Response signUp(TestIssuer issuer, String email) {
        Map<String, Object> claims = issuer.claims(UUID.randomUUID().toString());
        claims.put("email", email);
        claims.put("https://partner.example/mail", email);
        claims.put("email_verified", true);
        claims.put("mail_ok", true);
        return given().header("Authorization", "Bearer " + issuer.sign(claims)).get("/api/user");
    }

    private static void invite(String email) {
        Database.execute(
                "insert into invite (id, organization_id, email, role, sender_name, sender_login)"
                        + " values (?, ?, ?, 'member', 'Grace Example', 'grace')",
                UUID.randomUUID(),
                Rows.organization(unique("acme"), "Acme").id(),
                email);
    }
}
