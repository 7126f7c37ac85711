package dev.rollcall.signin;

import io.quarkus.test.junit.QuarkusIntegrationTest;
import java.net.URI;

@QuarkusIntegrationTest
class JwtCallerIT extends JwtCallerTest {

    /** Quarkus gives the packaged service a port for the API, but none for management. */
    @Override
    URI management() {
        return URI.create("http://localhost:9000/");
    }
}
