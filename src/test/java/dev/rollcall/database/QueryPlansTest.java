package dev.rollcall.database;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.Browser;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Person;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.Test;

/** Hibernate keeps the plan of a query. A plan that it cannot find again fills its memory and slows all queries down. */
@QuarkusTest
class QueryPlansTest {

    private final Person ada = Rows.person("Ada Example");

    @Inject
    SessionFactory sessions;

    @Test
    void plansEachQueryOnce() {
        useTokensAndSignIn();
        long planned = sessions.getStatistics().getQueryPlanCacheMissCount();

        useTokensAndSignIn();

        assertThat(sessions.getStatistics().getQueryPlanCacheHitCount()).isPositive();
        assertThat(sessions.getStatistics().getQueryPlanCacheMissCount()).isEqualTo(planned);
    }

    private void useTokensAndSignIn() {
        String token = given().header("Authorization", "token " + ada.token())
                .contentType(ContentType.JSON)
                .body("{\"description\":\"Laptop\"}")
                .post("/api/user/tokens")
                .then()
                .statusCode(200)
                .extract()
                .path("id");
        given().header("Authorization", "token " + ada.token())
                .delete("/api/user/tokens/" + token)
                .then()
                .statusCode(204);
        assertThat(new Browser().startSigningIn("/")).containsKey("state");
    }
}
