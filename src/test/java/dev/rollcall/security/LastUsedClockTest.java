package dev.rollcall.security;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.Database;
import dev.rollcall.testing.OtherSettings;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Person;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

/** The clock of this replica is a day ahead of the database's. */
@QuarkusTest
@TestProfile(OtherSettings.class)
class LastUsedClockTest {

    @Inject
    LastUsed lastUsed;

    @Test
    void storesTheLastUseByTheDatabasesClock() {
        Person ada = Rows.person("Ada Example");
        given().header("Authorization", ada.authorization())
                .get("/api/user")
                .then()
                .statusCode(200);

        lastUsed.write();

        assertThat(Database.count("access_token where user_id = ? and last_used_at <= now()", ada.id()))
                .isEqualTo(1);
    }
}
