package dev.rollcall.jwt;

import io.quarkus.test.junit.QuarkusIntegrationTest;
import java.net.URI;
import org.eclipse.microprofile.config.ConfigProvider;

@QuarkusIntegrationTest
class JwtCallerIT extends JwtCallerTest {

    /** Quarkus chooses a free port for the API of the packaged service, but not for its management. */
    @Override
    URI management() {
        int port = ConfigProvider.getConfig()
                .getOptionalValue("quarkus.management.port", Integer.class)
                .orElse(9000);
        return URI.create("http://localhost:" + port + "/");
    }
}
