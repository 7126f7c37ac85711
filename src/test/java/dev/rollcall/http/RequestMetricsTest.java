package dev.rollcall.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

@QuarkusTest
class RequestMetricsTest {

    @Inject
    MeterRegistry metrics;

    @Test
    void haveNoLabelThatAClientInvented() {
        RestAssured.given().request("INVENTED", "/api/user").then().statusCode(501);
        RestAssured.given().request("INVENTED", "/invented").then().statusCode(501);
        RestAssured.given().get("/invented/twice/and/again").then().statusCode(404);
        RestAssured.given().redirects().follow(false).get("/invented").then().statusCode(303);
        RestAssured.given().get("/api/user").then().statusCode(401);

        assertThat(metrics.find("http.server.requests").timers())
                .isNotEmpty()
                .noneMatch(timer -> timer.getId()
                        .toString()
                        .toLowerCase(java.util.Locale.ROOT)
                        .contains("invented"));
    }
}
