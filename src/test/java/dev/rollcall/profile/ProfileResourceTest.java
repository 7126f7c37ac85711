package dev.rollcall.profile;

import static dev.rollcall.testing.Rows.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.Database;
import dev.rollcall.testing.PostgresqlResource;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Organization;
import dev.rollcall.testing.Rows.Person;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(PostgresqlResource.class)
class ProfileResourceTest {

    @Test
    void showsAPersonWithNothingButAnAccountInTheOrderOfTheSchema() {
        Person person = Rows.person("Ada Example");

        assertThat(profile(person.token())).isEqualTo("""
                        {"id":"%s","githubLogin":"%s","name":"Ada Example","email":"",\
                        "avatarUrl":"http://localhost:8080/avatars/%s.svg",\
                        "organizations":[{"name":"Ada Example","githubLogin":"%s",\
                        "avatarUrl":"http://localhost:8080/avatars/%s.svg","role":"admin"}],\
                        "identities":[],"hasMFA":false,"isOrgManaged":false,"isManagedByMultiOrg":false}""".formatted(
                        person.id(), person.login(), person.id(), person.login(), person.organizationId()));
    }

    @Test
    void showsEveryFieldThatAPersonCanHave() {
        Person person = Rows.person("Grace Example");
        Database.execute(
                "update app_user set email = ?, avatar_url = 'https://pictures.example.com/grace.png', site_admin = true,"
                        + " registry_admin = true, mfa = true where id = ?",
                person.login() + "@example.com",
                person.id());
        String suffix = unique("").substring(1);
        Organization billed = Rows.organization("Billed-" + suffix, "Billed");
        Organization acme = Rows.organization("acme-" + suffix, "Acme Corporation");
        Database.execute(
                "update organization set avatar_url = 'https://acme.example.com/a.png' where id = ?", acme.id());
        Rows.join(person.id(), billed.id(), "billing-manager");
        Rows.join(person.id(), acme.id(), "member");
        Organization initech = Rows.organization("initech-" + suffix, "Initech");
        back(initech, "github.com", "https://github.com", "id-" + suffix);
        back(acme, "gitlab.com", "https://gitlab.com", "id-" + suffix);
        Rows.identity(person.id(), "github.com", "https://github.com", "id-" + suffix, "unknown-" + suffix);
        Rows.identity(person.id(), "gitlab.com", "https://gitlab.com", "id-" + suffix);
        Rows.identity(person.id(), "SAML", "https://sso.example.com/" + suffix);

        assertThat(profile(person.token())).isEqualTo("""
                        {"id":"%1$s","githubLogin":"%2$s","name":"Grace Example","email":"%2$s@example.com",\
                        "avatarUrl":"https://pictures.example.com/grace.png",\
                        "organizations":[{"name":"Grace Example","githubLogin":"%2$s",\
                        "avatarUrl":"http://localhost:8080/avatars/%3$s.svg","role":"admin"},\
                        {"name":"Acme Corporation","githubLogin":"acme-%4$s",\
                        "avatarUrl":"https://acme.example.com/a.png","role":"member"},\
                        {"name":"Billed","githubLogin":"Billed-%4$s",\
                        "avatarUrl":"http://localhost:8080/avatars/%5$s.svg","role":"billing-manager"}],\
                        "potentialOrganizations":[{"name":"Initech","githubLogin":"initech-%4$s",\
                        "avatarUrl":"http://localhost:8080/avatars/%6$s.svg","role":"potential-member"}],\
                        "identities":["github.com","gitlab.com","SAML"],"siteAdmin":true,"registryAdmin":true,\
                        "hasMFA":true,"isOrgManaged":false,"isManagedByMultiOrg":false}""".formatted(
                        person.id(), person.login(), person.organizationId(), suffix, billed.id(), initech.id()));
    }

    @Test
    void showsAnOrganizationTokenAsTheServiceAccountOfItsOrganization() {
        Organization acme = Rows.organization(unique("acme"), "Acme Corporation");
        String token = Rows.organizationToken(acme, "deploy");

        assertThat(profile(token))
                .isEqualTo(machine(acme, "\"deploy\",\"organization\":\"" + acme.login() + "\",\"team\":null"));
    }

    @Test
    void showsATeamTokenAsTheSameServiceAccount() {
        Organization acme = Rows.organization(unique("acme"), "Acme Corporation");
        Rows.organizationToken(acme, "deploy");
        String token = Rows.teamToken(acme, "platform", "platform-ci");

        assertThat(profile(token))
                .isEqualTo(machine(acme, "\"platform-ci\",\"organization\":null,\"team\":\"platform\""));
    }

    private static String machine(Organization organization, String tokenInfo) {
        UUID account = Rows.serviceAccount(organization);
        String email = Database.value(String.class, "select email from app_user where id = ?", account);
        assertThat(UUID.fromString(email)).isNotNull();
        return """
                {"id":"%1$s","githubLogin":"service-account:%1$s","name":"Acme Corporation","email":"%2$s",\
                "avatarUrl":"http://localhost:8080/avatars/%3$s.svg",\
                "organizations":[{"name":"Acme Corporation","githubLogin":"%4$s",\
                "avatarUrl":"http://localhost:8080/avatars/%3$s.svg","role":"member"}],\
                "identities":[],"tokenInfo":{"name":%5$s},\
                "hasMFA":false,"isOrgManaged":false,"isManagedByMultiOrg":false}""".formatted(account, email, organization.id(), organization.login(), tokenInfo);
    }

    @Test
    void saysThatOneOrganizationManagesAnAccountAndThatSeveralDo() {
        Person person = Rows.managedPerson("Managed");
        Organization first = Rows.organization(unique("first"), "First");
        Organization second = Rows.organization(unique("second"), "Second");
        Rows.join(person.id(), first.id(), "member");
        Database.execute("update membership set manages_account = true where user_id = ?", person.id());

        given().header("Authorization", person.authorization())
                .get("/api/user")
                .then()
                .body("isOrgManaged", org.hamcrest.Matchers.is(true))
                .body("isManagedByMultiOrg", org.hamcrest.Matchers.is(false));

        Rows.join(person.id(), second.id(), "member");
        Database.execute("update membership set manages_account = true where user_id = ?", person.id());

        given().header("Authorization", person.authorization())
                .get("/api/user")
                .then()
                .body("isOrgManaged", org.hamcrest.Matchers.is(true))
                .body("isManagedByMultiOrg", org.hamcrest.Matchers.is(true));
    }

    @Test
    void showsAnAccountWithoutOrganizations() {
        Person person = Rows.managedPerson("Alone");

        assertThat(profile(person.token())).contains("\"organizations\":[]").contains("\"" + person.login() + "\"");
    }

    private static void back(Organization organization, String provider, String instance, String id) {
        Database.execute(
                "update organization set backing_provider = ?, backing_instance = ?, backing_id = ? where id = ?",
                provider,
                instance,
                id,
                organization.id());
    }

    private static String profile(String token) {
        return given().header("Authorization", "token " + token)
                .accept("application/vnd.pulumi+9")
                .get("/api/user")
                .then()
                .statusCode(200)
                .contentType(ContentType.JSON)
                .extract()
                .asString();
    }
}
