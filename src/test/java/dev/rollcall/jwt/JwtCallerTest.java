package dev.rollcall.jwt;

import static dev.rollcall.testing.Rows.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.Await;
import dev.rollcall.testing.Database;
import dev.rollcall.testing.IssuersResource;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Organization;
import dev.rollcall.testing.Rows.Person;
import dev.rollcall.testing.TestIssuer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jose4j.jwk.OctetKeyPairJsonWebKey;
import org.jose4j.jwk.OkpJwkGenerator;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.keys.HmacKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(IssuersResource.class)
class JwtCallerTest {

    private static final String UNAUTHORIZED =
            "{\"code\":401,\"message\":\"Unauthorized: No credentials provided or are invalid.\"}";

    @TestHTTPResource(value = "/", management = true)
    URI managementOfTests;

    private final TestIssuer company = new TestIssuer(IssuersResource.COMPANY);
    private final String subject = UUID.randomUUID().toString();

    // Known people

    @Test
    void recognisesAPersonByIssuerAndSubject() {
        Person ada = known();

        Response profile = call(company.token(subject));

        assertThat(profile.statusCode()).isEqualTo(200);
        assertThat(profile.jsonPath().getString("id")).isEqualTo(ada.id().toString());
        assertThat(profile.jsonPath().getList("identities")).isEqualTo(List.of("SAML"));
        assertThat(profile.jsonPath().getMap("")).doesNotContainKey("tokenInfo");
    }

    private Person known() {
        Person person = Rows.person("Ada Example");
        Database.execute(
                "insert into identity (id, user_id, provider, instance, subject) values (?, ?, 'SAML', ?, ?)",
                UUID.randomUUID(),
                person.id(),
                company.url(),
                subject);
        return person;
    }

    @Test
    void takesTheSubjectOfAnotherIssuerForSomebodyElse() {
        Person ada = known();

        Response profile = call(new TestIssuer(IssuersResource.SHAKY).token(subject));

        assertThat(profile.statusCode()).isEqualTo(200);
        assertThat(profile.jsonPath().getString("id")).isNotEqualTo(ada.id().toString());
    }

    @Test
    void lendsAPersonAllThatTheirAccountMayDo() {
        Person ada = known();
        Organization acme = Rows.organization(unique("acme"), "Acme");
        Rows.join(ada.id(), acme.id(), "member");
        String bearer = "Bearer " + company.token(subject);

        given().header("Authorization", bearer)
                .post("/api/user/organizations/{org}/default", acme.login())
                .then()
                .statusCode(204);

        for (String path : List.of("default", "default/")) {
            assertThat(given().header("Authorization", bearer)
                            .get("/api/user/organizations/" + path)
                            .jsonPath()
                            .getString("GitHubLogin"))
                    .isEqualTo(acme.login());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"suspended", "deleted"})
    void refusesAnAccountThatIsNotActive(String state) {
        Person ada = known();
        Database.execute("update app_user set state = ? where id = ?", state, ada.id());

        assertUnauthorized(call(company.token(subject)));
    }

    @Test
    void doesNotRewriteAnAccountFromLaterClaims() {
        known();
        Map<String, Object> claims = company.claims(subject);
        claims.put("name", "Somebody Else");
        claims.put("realm_access", Map.of("roles", List.of("pulumi-admin")));

        Response profile = call(company.sign(claims));

        assertThat(profile.jsonPath().getString("name")).isEqualTo("Ada Example");
        assertThat(profile.jsonPath().getMap("")).doesNotContainKey("siteAdmin");
    }

    // Sign-up

    @Test
    void makesAnAccountForWhoComesFromAnAllowedIssuer() {
        String login = unique("grace");
        Map<String, Object> claims = company.claims(subject);
        claims.put("preferred_username", login);
        claims.put("name", "Grace Example");
        claims.put("email", login + "@elsewhere.example");
        claims.put("email_verified", true);
        claims.put("amr", List.of("pwd", "mfa"));

        Response profile = call(company.sign(claims));

        assertThat(profile.statusCode()).isEqualTo(200);
        String id = profile.jsonPath().getString("id");
        UUID organization = Database.value(
                UUID.class, "select organization_id from owner_name where user_id = ?", UUID.fromString(id));
        assertThat(profile.asString()).isEqualTo("""
                        {"id":"%1$s","githubLogin":"%2$s","name":"Grace Example","email":"%2$s@elsewhere.example",\
                        "avatarUrl":"http://localhost:8080/avatars/%1$s.svg",\
                        "organizations":[{"name":"Grace Example","githubLogin":"%2$s",\
                        "avatarUrl":"http://localhost:8080/avatars/%3$s.svg","role":"admin"}],\
                        "identities":["SAML"],"hasMFA":true,"isOrgManaged":false,"isManagedByMultiOrg":false}""".formatted(id, login, organization));
        assertThat(call(company.token(subject)).jsonPath().getString("id")).isEqualTo(id);
        assertThat(Database.value(
                        String.class,
                        "select description from audit_event where action = 'signed-up' and subject_id = ?"
                                + " and address like '127.%' and request_id = ?",
                        UUID.fromString(id),
                        profile.header("X-Pulumi-Request-ID")))
                .isEqualTo("Signed up with Single sign-on");
        assertThat(Database.count("app_user where id = ? and email_verified_at is not null", UUID.fromString(id)))
                .isEqualTo(1);
    }

    @Test
    void makesAnAccountForWhoHasAVerifiedAddressInAnAllowedDomain() {
        TestIssuer partner = new TestIssuer(IssuersResource.PARTNER);
        String login = unique("katherine");
        Map<String, Object> claims = partner.claims(subject);
        claims.put("upn", login);
        claims.put("preferred_username", "ignored");
        claims.put("profile", Map.of("display_name", "Katherine Example"));
        claims.put("https://partner.example/mail", login + "@EXAMPLE.com");
        claims.put("mail_ok", "true");
        claims.put("admin", true);

        Response profile = call(partner.sign(claims));

        assertThat(profile.statusCode()).isEqualTo(200);
        assertThat(profile.jsonPath().getString("githubLogin")).isEqualTo(login);
        assertThat(profile.jsonPath().getString("name")).isEqualTo("Katherine Example");
        assertThat(profile.jsonPath().getString("email")).isEqualTo(login + "@EXAMPLE.com");
        // Without a configured value, no claim makes an administrator.
        assertThat(profile.jsonPath().getMap("")).doesNotContainKey("siteAdmin");
    }

    @Test
    void refusesAnAddressThatIsNotVerifiedOrInAnotherDomain() {
        TestIssuer partner = new TestIssuer(IssuersResource.PARTNER);
        Map<String, Object> claims = partner.claims(subject);
        claims.put("https://partner.example/mail", subject + "@example.com");
        assertClosed(call(partner.sign(claims)));

        claims.put("mail_ok", false);
        assertClosed(call(partner.sign(claims)));

        claims.put("mail_ok", true);
        for (String domain : List.of("example.net", "sub.example.com", "example.com.evil.example", "evilexample.com")) {
            claims.put("https://partner.example/mail", subject + "@" + domain);
            assertClosed(call(partner.sign(claims)));
        }
        claims.put("https://partner.example/mail", subject + "@evil.example@example.com");
        assertClosed(call(partner.sign(claims)));
    }

    @Test
    void doesNotBelieveAnIssuerAboutAddressesThatIsNotTrustedWithThem() {
        TestIssuer stranger = new TestIssuer(IssuersResource.STRANGER);
        Map<String, Object> claims = stranger.claims(subject);
        claims.put("email", subject + "@example.com");
        claims.put("email_verified", true);

        assertClosed(call(stranger.sign(claims)));
        assertThat(Database.count("identity where subject = ?", subject)).isZero();
    }

    private static void assertClosed(Response response) {
        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(response.asString())
                .isEqualTo("{\"code\":403,\"message\":\"Forbidden: This identity has no account here,"
                        + " and sign-up is closed for it."
                        + " Ask your administrator for an account.\"}");
    }

    @Test
    void makesAnAdministratorOnlyOfWhoHasTheConfiguredValue() {
        Map<String, Object> claims = company.claims(subject);
        claims.put("realm_access", Map.of("roles", List.of("offline_access", "pulumi-admin")));
        assertThat(call(company.sign(claims)).jsonPath().getBoolean("siteAdmin"))
                .isTrue();

        claims.put("sub", UUID.randomUUID().toString());
        claims.put("realm_access", Map.of("roles", List.of("pulumi-admins", "admin", "true")));
        assertThat(call(company.sign(claims)).jsonPath().getMap("")).doesNotContainKey("siteAdmin");
    }

    @Test
    void givesANumberToWhoWantsATakenName() {
        String login = unique("joan");

        assertThat(signUp(Map.of("preferred_username", login))).isEqualTo(login);
        assertThat(signUp(Map.of("preferred_username", login.toUpperCase(Locale.ROOT))))
                .isEqualTo(login.toUpperCase(Locale.ROOT) + "-2");
        assertThat(signUp(Map.of("preferred_username", login))).isEqualTo(login + "-3");

        String reserved = unique("reserved");
        Database.execute(
                "insert into owner_name (id, name, reserved_until) values (?, ?, now() + interval '1 day')",
                UUID.randomUUID(),
                reserved);
        assertThat(signUp(Map.of("preferred_username", reserved))).isEqualTo(reserved + "-2");

        // Reserved names are taken, too: nobody can be found at a path of the service, or look like its operator.
        for (String name : List.of("api", "Signin", "pulumi", "ROOT")) {
            assertThat(signUp(Map.of("preferred_username", name))).startsWith(name + "-");
        }

        String longest = unique("x".repeat(31));
        assertThat(signUp(Map.of("preferred_username", longest))).isEqualTo(longest);
        assertThat(signUp(Map.of("preferred_username", longest))).isEqualTo(longest.substring(0, 38) + "-2");
    }

    @Test
    void makesANameOfTheAddressOrTheSubjectOfWhoHasNone() {
        String name = unique("anna");
        assertThat(signUp(Map.of("email", name + "@example.net"))).isEqualTo(name);
        assertThat(signUp(Map.of("preferred_username", "😀", "email", name + "@example.net")))
                .isEqualTo(name + "-2");
        assertThat(signUp(Map.of("sub", "auth0|" + subject))).isEqualTo(("auth0-" + subject).substring(0, 40));
    }

    private String signUp(Map<String, Object> changes) {
        Map<String, Object> claims = company.claims(UUID.randomUUID().toString());
        claims.putAll(changes);
        Response profile = call(company.sign(claims));
        assertThat(profile.statusCode()).as(profile.asString()).isEqualTo(200);
        return profile.jsonPath().getString("githubLogin");
    }

    @Test
    void survivesClaimsThatCannotBeStored() {
        List<Object> odd = List.of(
                "",
                " ",
                "\u0000",
                "a\u0000b",
                "\ud800",
                "x\udc00y",
                "\ud83d\ude00".repeat(260),
                "x".repeat(2000),
                "line\nbreak",
                "@",
                "a@",
                "@b",
                "a@" + "b".repeat(300),
                "\u202eright-to-left",
                42,
                true,
                List.of(),
                List.of(1, List.of("x")),
                Map.of("a", Map.of("b", "c")));
        for (Object value : odd) {
            Map<String, Object> changes = new HashMap<>();
            for (String claim : List.of("preferred_username", "name", "email", "amr")) {
                changes.put(claim, value);
            }
            assertThat(signUp(changes)).matches("[a-zA-Z0-9][a-zA-Z0-9_-]{1,38}[a-zA-Z0-9]");
        }
        Map<String, Object> nothing = new HashMap<>();
        for (String claim : List.of("preferred_username", "name", "email", "email_verified", "amr", "realm_access")) {
            nothing.put(claim, null);
        }
        assertThat(signUp(nothing)).isNotEmpty();
    }

    @Test
    void leavesAnAddressToWhoVerifiedItFirstAndTakesBothForDifferentPeople() {
        String email = unique("shared") + "@example.com";

        String first = signUp(Map.of("email", email, "email_verified", true));
        String second = signUp(Map.of("email", email.toUpperCase(Locale.ROOT), "email_verified", true));

        assertThat(second).isNotEqualTo(first);
        assertThat(Database.count("app_user where lower(email) = lower(?) and email_verified_at is not null", email))
                .isEqualTo(1);
        assertThat(Database.count("app_user where lower(email) = lower(?)", email))
                .isEqualTo(2);
    }

    @Test
    void makesOneAccountOfFirstRequestsThatComeTogether() {
        String token = company.token(subject);

        List<Response> answers = Stream.generate(() -> token)
                .limit(16)
                .parallel()
                .map(JwtCallerTest::call)
                .toList();

        assertThat(answers).allMatch(answer -> answer.statusCode() == 200);
        assertThat(answers.stream()
                        .map(answer -> answer.jsonPath().getString("id"))
                        .distinct())
                .hasSize(1);
        assertThat(Database.count("identity where subject = ?", subject)).isEqualTo(1);
    }

    @Test
    void makesAsManyAccountsAsPeopleWhoWantOneNameAtOnce() {
        String login = unique("john");
        List<String> tokens = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            Map<String, Object> claims = company.claims(UUID.randomUUID().toString());
            claims.put("preferred_username", login);
            tokens.add(company.sign(claims));
        }

        assertThat(tokens.parallelStream()
                        .map(JwtCallerTest::call)
                        .map(answer -> answer.jsonPath().getString("githubLogin"))
                        .toList())
                .doesNotHaveDuplicates()
                .allMatch(name -> name.startsWith(login));
    }

    // Invalid tokens

    static Stream<Consumer<Map<String, Object>>> badClaims() {
        long now = Instant.now().getEpochSecond();
        return Stream.of(
                claims -> claims.put("exp", now - 120),
                claims -> claims.put("exp", "tomorrow"),
                claims -> claims.put("exp", -1),
                claims -> claims.remove("exp"),
                claims -> claims.put("nbf", now + 120),
                claims -> claims.put("aud", "another"),
                claims -> claims.put("aud", List.of("another", "rollcall2")),
                claims -> claims.put("aud", ""),
                claims -> claims.put("aud", List.of()),
                claims -> claims.put("aud", Map.of("rollcall", true)),
                claims -> claims.remove("aud"),
                claims -> claims.put("iss", "https://unknown.example.com"),
                claims -> claims.computeIfPresent("iss", (name, url) -> url + "/"),
                claims -> claims.computeIfPresent("iss", (name, url) -> List.of(url)),
                claims -> claims.remove("iss"),
                claims -> claims.remove("sub"),
                claims -> claims.put("sub", ""),
                claims -> claims.put("sub", 42),
                claims -> claims.put("sub", "a\u0000b"),
                claims -> claims.put("sub", "\ud800"),
                claims -> claims.put("sub", "x".repeat(256)),
                claims -> claims.put("typ", "ID"),
                claims -> claims.put("typ", "Refresh"),
                claims -> claims.put("typ", List.of("Bearer")),
                claims -> claims.put("nonce", "n-0S6_WzA2Mj"),
                claims -> claims.put("at_hash", "MTIzNDU2Nzg5MDEyMzQ1Ng"),
                claims -> claims.put("c_hash", "LDktKdoQak3Pk0cnXxCltA"));
    }

    @ParameterizedTest
    @MethodSource("badClaims")
    void refusesClaimsThatAreNotThoseOfAnAccessTokenForThisService(Consumer<Map<String, Object>> change) {
        known();
        Map<String, Object> claims = company.claims(subject);
        assertThat(call(company.sign(claims)).statusCode()).isEqualTo(200);

        change.accept(claims);

        assertUnauthorized(call(company.sign(claims)));
    }

    @Test
    void takesClaimsThatSayTheSameInOtherWords() {
        known();
        long now = Instant.now().getEpochSecond();
        for (Map<String, Object> change : List.<Map<String, Object>>of(
                Map.of("aud", List.of("account", "rollcall")),
                Map.of("exp", now - 5),
                Map.of("nbf", now + 5),
                Map.of("exp", now + 0.5),
                Map.of("typ", "Bearer"))) {
            Map<String, Object> claims = company.claims(subject);
            claims.put("iat", now - 60);
            claims.putAll(change);
            assertThat(call(company.sign(claims)).statusCode())
                    .as(change.toString())
                    .isEqualTo(200);
        }
        JsonWebSignature token = es256(company.claims(subject));
        token.setHeader("typ", "at+jwt");
        assertThat(call(TestIssuer.serialize(token)).statusCode()).isEqualTo(200);
    }

    @Test
    void refusesATokenOfAnotherTypeThanAnAccessToken() {
        known();
        for (String type : List.of("logout+jwt", "secevent+jwt", "dpop+jwt", "JWE", "")) {
            JsonWebSignature token = es256(company.claims(subject));
            token.setHeader("typ", type);
            assertUnauthorized(call(TestIssuer.serialize(token)));
        }
        JsonWebSignature critical = es256(company.claims(subject));
        critical.setHeader("unknown", "extension");
        critical.setCriticalHeaderNames("unknown");
        assertUnauthorized(call(TestIssuer.serialize(critical)));
    }

    private JsonWebSignature es256(Map<String, Object> claims) {
        JsonWebSignature token = TestIssuer.unsigned(claims);
        token.setAlgorithmHeaderValue("ES256");
        token.setKeyIdHeaderValue(company.key().getKeyId());
        token.setKey(company.key().getPrivateKey());
        return token;
    }

    @Test
    void refusesATokenThatWasTamperedWith() {
        known();
        String[] parts = company.token(subject).split("\\.", -1);
        String[] others = company.token(UUID.randomUUID().toString()).split("\\.", -1);
        String header = parts[0];
        String payload = parts[1];
        String signature = parts[2];
        byte[] flipped = Base64.getUrlDecoder().decode(signature);
        flipped[flipped.length / 2] ^= 1;

        assertThat(call(header + "." + payload + "." + signature).statusCode()).isEqualTo(200);
        for (String token : List.of(
                header + "." + others[1] + "." + signature,
                header + "." + payload + "." + others[2],
                header + "." + payload + "." + base64(flipped),
                header + "." + payload + "." + base64(new byte[64]),
                header + "." + payload + ".",
                header + "." + payload,
                base64("{\"alg\":\"ES256\"".getBytes(StandardCharsets.UTF_8)) + "." + payload + "." + signature,
                "." + payload + "." + signature,
                header + ".." + signature)) {
            assertUnauthorized(call(token));
        }
    }

    @Test
    void refusesSignaturesThatAnybodyCanMake() throws Exception {
        known();
        PublicJsonWebKey rsa = TestIssuer.rsaKey(1);
        rsa.setKeyId("rsa");
        company.publish(rsa, company.key());
        assertThat(call(company.sign(company.claims(subject), rsa)).statusCode())
                .isEqualTo(200);

        JsonWebSignature none = TestIssuer.unsigned(company.claims(subject));
        none.setAlgorithmHeaderValue("none");
        assertUnauthorized(call(TestIssuer.serialize(none)));
        none.setKeyIdHeaderValue("rsa");
        assertUnauthorized(call(TestIssuer.serialize(none)));
        String payload = TestIssuer.serialize(none).split("\\.", -1)[1];
        assertUnauthorized(call(base64("{\"alg\":\"NONE\"}".getBytes(StandardCharsets.UTF_8)) + "." + payload + "."));

        JsonWebSignature hmac = TestIssuer.unsigned(company.claims(subject));
        hmac.setAlgorithmHeaderValue("HS256");
        hmac.setKeyIdHeaderValue("rsa");
        hmac.setKey(new HmacKey(rsa.getPublicKey().getEncoded()));
        assertUnauthorized(call(TestIssuer.serialize(hmac)));

        PublicJsonWebKey own = TestIssuer.newKey();
        JsonWebSignature embedded = TestIssuer.unsigned(company.claims(subject));
        embedded.setAlgorithmHeaderValue("ES256");
        embedded.setJwkHeader(own);
        embedded.setHeader("jku", new TestIssuer(IssuersResource.STRANGER).url() + "/keys");
        embedded.setKey(own.getPrivateKey());
        assertUnauthorized(call(TestIssuer.serialize(embedded)));
    }

    @Test
    void refusesTheTokenOfOneIssuerThatNamesAnother() {
        known();
        TestIssuer stranger = new TestIssuer(IssuersResource.STRANGER);

        assertUnauthorized(call(stranger.sign(company.claims(subject))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "...",
                "....",
                "e30.e30.e30",
                "eyJhbGciOiJFUzI1NiJ9.bm90IGpzb24.AAAA",
                "eyJhbGciOiJkaXIiLCJlbmMiOiJBMTI4R0NNIn0..AAAA.AAAA.AAAA",
                "\u00e4\u00f6",
                "pul-0123456789012345678901234567890123456789"
            })
    void refusesWhatIsNoToken(String token) {
        assertUnauthorized(call(token));
    }

    @Test
    void refusesTokensThatAreHuge() {
        assertUnauthorized(call("e".repeat(15_000)));
        assertUnauthorized(
                call("eyJhbGciOiJFUzI1NiJ9." + base64("[".repeat(9_000).getBytes(StandardCharsets.UTF_8)) + ".AAAA"));
        // The HTTP server limits headers to 20 KiB, and then closes the connection. This is just above the limit: a
        // client that is still sending would get a broken pipe instead of the response.
        assertThat(call("e".repeat(20 * 1024)).statusCode()).isEqualTo(431);
    }

    @Test
    void refusesTwoCredentialsAtOnce() {
        Person ada = known();
        String bearer = "Bearer " + company.token(subject);

        assertUnauthorized(given().header("Authorization", bearer, bearer).get("/api/user"));
        assertUnauthorized(
                given().header("Authorization", bearer, ada.authorization()).get("/api/user"));
        assertUnauthorized(
                given().header("Authorization", ada.authorization(), bearer).get("/api/user"));
    }

    @Test
    void takesTheSchemeInAnyCaseAndNoOtherScheme() {
        known();
        String token = company.token(subject);

        assertThat(given().header("Authorization", "bEARER " + token)
                        .get("/api/user")
                        .statusCode())
                .isEqualTo(200);
        assertUnauthorized(given().header("Authorization", token).get("/api/user"));
        assertUnauthorized(given().header("Authorization", "Basic " + token).get("/api/user"));
        assertUnauthorized(given().cookie("Bearer", token).get("/api/user"));
    }

    /** The CLI, the SDKs and the provider send whatever they have as an access token. */
    @Test
    void takesATokenInTheSchemeOfAccessTokens() {
        Person ada = known();
        for (String scheme : List.of("token ", "Token ", "token  ")) {
            Response profile = given().header("Authorization", scheme + company.token(subject))
                    .get("/api/user");
            assertThat(profile.statusCode()).as(scheme).isEqualTo(200);
            assertThat(profile.jsonPath().getString("id")).isEqualTo(ada.id().toString());
        }
        TestIssuer stranger = new TestIssuer(IssuersResource.STRANGER);
        for (String garbage : List.of(
                stranger.sign(company.claims(subject)),
                "a.b.c",
                "a.b",
                "..",
                "pul-a.b.c",
                "eyJhbGciOiJFUzI1NiJ9.e30.AA")) {
            assertUnauthorized(
                    given().header("Authorization", "token " + garbage).get("/api/user"));
        }
        String bearer = "token " + company.token(subject);
        assertUnauthorized(given().header("Authorization", bearer, bearer).get("/api/user"));
    }

    @Test
    void refusesATokenThatIsSpelledDifferently() {
        known();
        String token = company.token(subject);
        String[] parts = token.split("\\.", -1);
        assertThat(call(token).statusCode()).isEqualTo(200);

        for (String inserted : List.of("!", " ", "=", "\t", "%20", "~", "\"", "==")) {
            for (int i = 0; i < 3; i++) {
                String[] other = parts.clone();
                other[i] = other[i].substring(0, 8) + inserted + other[i].substring(8);
                assertUnauthorized(call(String.join(".", other)));
                // HTTP removes blanks at the end of a header.
                other[i] = parts[i] + inserted + (inserted.isBlank() ? "!" : "");
                assertUnauthorized(call(String.join(".", other)));
            }
        }
        // A signature of 64 bytes ends with a character of which 2 bits count. There are 16 that mean the same.
        char last = token.charAt(token.length() - 1);
        String base64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        String same = token.substring(0, token.length() - 1) + base64.charAt(base64.indexOf(last) + 1);
        assertUnauthorized(call(same));
    }

    @Test
    void refusesExtensionsAndTokensWithinTokens() throws Exception {
        known();
        for (String crit : List.of("[]", "null", "[\"exp\"]", "[\"b64\"]", "\"\"", "{}")) {
            JsonWebSignature token = es256(company.claims(subject));
            token.getHeaders()
                    .setFullHeaderAsJsonString("{\"alg\":\"ES256\",\"kid\":\""
                            + company.key().getKeyId() + "\",\"exp\":1,\"b64\":true,\"crit\":" + crit + "}");
            assertUnauthorized(call(TestIssuer.serialize(token)));
        }
        JsonWebSignature nested = es256(Map.of());
        nested.setPayload(company.token(subject));
        nested.setHeader("cty", "JWT");
        assertUnauthorized(call(TestIssuer.serialize(nested)));
    }

    // Metrics

    @Test
    void countsRefusalsByReason() {
        Person ada = known();
        Map<String, Runnable> refusals = new HashMap<>();
        refusals.put("malformed", () -> call("e30.e30"));
        refusals.put("header", () -> {
            JsonWebSignature token = es256(company.claims(subject));
            token.setCriticalHeaderNames();
            token.setHeader("crit", List.of());
            call(TestIssuer.serialize(token));
        });
        refusals.put("algorithm", () -> {
            JsonWebSignature token = TestIssuer.unsigned(company.claims(subject));
            token.setAlgorithmHeaderValue("HS256");
            token.setKey(new HmacKey(new byte[32]));
            call(TestIssuer.serialize(token));
        });
        refusals.put("issuer", () -> call(changed("iss", "https://unknown.example.com")));
        refusals.put("key", () -> call(company.sign(company.claims(subject), TestIssuer.newKey())));
        refusals.put("signature", () -> {
            PublicJsonWebKey other = TestIssuer.newKey();
            other.setKeyId(company.key().getKeyId());
            call(company.sign(company.claims(subject), other));
        });
        refusals.put("expired", () -> call(changed("exp", 1)));
        refusals.put(
                "not-yet-valid",
                () -> call(changed("nbf", Instant.now().plusSeconds(120).getEpochSecond())));
        refusals.put("audience", () -> call(changed("aud", "another")));
        refusals.put("type", () -> call(changed("nonce", "n-0S6_WzA2Mj")));
        refusals.put("subject", () -> call(changed("sub", "a\u0000b")));
        refusals.put("account", () -> {
            Database.execute("update app_user set state = 'suspended' where id = ?", ada.id());
            call(company.token(subject));
        });
        refusals.forEach((reason, refusal) -> {
            Map<String, Double> before = refused();
            refusal.run();
            Map<String, Double> after = refused();
            before.merge(reason, 1.0, Double::sum);
            assertThat(after).as(reason).isEqualTo(before);
        });
        assertThat(refused().keySet()).containsAll(refusals.keySet());
        assertThat(management("/q/metrics").asString()).doesNotContain("unknown.example.com", subject);
    }

    private String changed(String claim, Object value) {
        Map<String, Object> claims = company.claims(subject);
        claims.put(claim, value);
        return company.sign(claims);
    }

    /** The numbers of refused JWTs by reason. */
    private Map<String, Double> refused() {
        Map<String, Double> numbers = new HashMap<>();
        Pattern.compile("rollcall_jwt_refused_total\\{reason=\"([a-z-]+)\"\\} ([0-9.]+)")
                .matcher(management("/q/metrics").asString())
                .results()
                .forEach(line -> numbers.put(line.group(1), Double.valueOf(line.group(2))));
        return numbers;
    }

    // Keys

    @Test
    void takesEveryAsymmetricKindOfKeyAndTokensWithoutAKeyId() throws Exception {
        known();
        PublicJsonWebKey rsa = TestIssuer.rsaKey(1);
        rsa.setKeyId("rsa-" + subject);
        PublicJsonWebKey otherRsa = TestIssuer.rsaKey(2);
        PublicJsonWebKey edwards = OkpJwkGenerator.generateJwk(OctetKeyPairJsonWebKey.SUBTYPE_ED25519);
        edwards.setKeyId("edwards-" + subject);
        company.publish(otherRsa, rsa, edwards, company.key());

        assertThat(call(company.token(subject)).statusCode()).isEqualTo(200);
        assertThat(call(company.sign(company.claims(subject), rsa)).statusCode())
                .isEqualTo(200);
        assertThat(call(company.sign(company.claims(subject), otherRsa)).statusCode())
                .isEqualTo(200);
        assertThat(call(company.sign(company.claims(subject), edwards)).statusCode())
                .isEqualTo(200);
    }

    @Test
    void takesANewKeyAtOnceAndRefusesAWithdrawnOneSoon() throws Exception {
        known();
        String old = company.token(subject);
        PublicJsonWebKey oldKey = company.key();
        assertThat(call(old).statusCode()).isEqualTo(200);

        PublicJsonWebKey newKey = company.rotate();
        company.publish(oldKey, newKey);
        assertThat(call(company.token(subject)).statusCode()).isEqualTo(200);
        assertThat(call(old).statusCode()).isEqualTo(200);

        company.publish(newKey);
        awaitStatus(401, old);
        assertThat(call(company.token(subject)).statusCode()).isEqualTo(200);

        company.publish(oldKey);
        assertThat(call(old).statusCode()).isEqualTo(200);
        awaitStatus(401, company.token(subject));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Internal Server Error", "{}", "{\"keys\":42}", "{not json", IssuersResource.SILENCE})
    void answersThatItCannotTellWhileTheKeysAreOutOfReach(String answer) throws Exception {
        TestIssuer shaky = new TestIssuer(IssuersResource.SHAKY);
        String token = shaky.token(subject);
        awaitStatus(200, token);
        assertThat(wellness()).isEqualTo("UP");

        shaky.put(answer);
        awaitStatus(503, token);

        Response unavailable = call(token);
        assertThat(unavailable.asString())
                .isEqualTo("{\"code\":503,\"message\":\"Service Unavailable: The keys of the token's issuer cannot be"
                        + " fetched. Try again in a moment.\"}");
        assertThat(unavailable.header("Retry-After")).isEqualTo("2");
        assertThat(call(shaky.sign(shaky.claims(subject), TestIssuer.newKey())).statusCode())
                .isEqualTo(503);
        assertThat(call(new TestIssuer(IssuersResource.COMPANY).token(subject)).statusCode())
                .isEqualTo(200);
        awaitWellness("DOWN");
        assertThat(management("/q/health/well").asString()).contains("\"shaky\": \"down since 20");
        assertThat(management("/q/health/ready").statusCode()).isEqualTo(200);
        assertThat(management("/q/health/live").statusCode()).isEqualTo(200);
        assertThat(management("/q/metrics").asString())
                .contains("rollcall_jwks_up{issuer=\"shaky\"} 0.0", "rollcall_jwks_up{issuer=\"company\"} 1.0")
                .containsPattern("rollcall_jwks_failures_total\\{issuer=\"shaky\"} [1-9]");

        shaky.rotate();
        awaitStatus(200, shaky.token(subject));
        assertThat(wellness()).isEqualTo("UP");
    }

    URI management() {
        return managementOfTests;
    }

    private String wellness() {
        return management("/q/health/well").jsonPath().getString("status");
    }

    /** A fetch that hangs takes 10 s to fail. */
    private void awaitWellness(String status) throws Exception {
        Await.until(Duration.ofSeconds(20), () -> wellness().equals(status));
        assertThat(wellness()).isEqualTo(status);
    }

    private Response management(String path) {
        return given().get(management().resolve(path));
    }

    private static void awaitStatus(int status, String token) throws Exception {
        Await.until(Duration.ofSeconds(20), () -> call(token).statusCode() == status);
        assertThat(call(token).statusCode()).isEqualTo(status);
    }

    private static Response call(String token) {
        return given().header("Authorization", "Bearer " + token).get("/api/user");
    }

    private static void assertUnauthorized(Response response) {
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(401);
        assertThat(response.asString()).isEqualTo(UNAUTHORIZED);
        assertThat(response.header("WWW-Authenticate")).isEqualTo("token");
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
