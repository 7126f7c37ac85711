package dev.rollcall.user;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.Database;
import dev.rollcall.testing.IssuersResource;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Person;
import dev.rollcall.testing.TestIssuer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(IssuersResource.class)
class VisibleNameTest {

    private static final String INVISIBLE = "\u200b\u202e\u2060";

    @Test
    void isTheLoginOfWhoseNameShowsNothing() {
        JsonPath profile = signUp(INVISIBLE);

        assertThat(profile.getString("name")).isEqualTo(profile.getString("githubLogin"));
    }

    @Test
    void hasNoCharacterThatTurnsTextAround() {
        assertThat(signUp("\u202eecarG\u202c \u200bExample").getString("name")).isEqualTo("ecarG Example");
    }

    private static JsonPath signUp(String name) {
        TestIssuer company = new TestIssuer(IssuersResource.COMPANY);
        Map<String, Object> claims = company.claims(UUID.randomUUID().toString());
        claims.put("preferred_username", Rows.unique("grace"));
        claims.put("name", name);
        return given().header("Authorization", "Bearer " + company.sign(claims))
                .get("/api/user")
                .jsonPath();
    }

    @Test
    void comesFromAMigrationForPeopleWhoAreThereAlready() throws IOException {
        Person ada = Rows.person("Ada \u202eExample\ufeff");
        Person nobody = Rows.person(INVISIBLE + " ");
        Person moritz = Rows.person("Mo\u0308ritz\u00a0王小明 \ud83d\ude00");

        try (InputStream migration =
                getClass().getResourceAsStream("/db/migration/V19__Drop_invisible_characters_from_names.sql")) {
            Database.execute(new String(migration.readAllBytes(), StandardCharsets.UTF_8));
        }

        assertThat(name(ada)).isEqualTo("Ada Example");
        assertThat(name(nobody)).isEqualTo(nobody.login());
        assertThat(name(moritz)).isEqualTo("Mo\u0308ritz\u00a0王小明 \ud83d\ude00");
    }

    private static String name(Person person) {
        return Database.value(String.class, "select name from app_user where id = ?", person.id());
    }
}
