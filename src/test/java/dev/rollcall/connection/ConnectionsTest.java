package dev.rollcall.connection;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectionsTest {

    @ParameterizedTest
    @CsvSource({
        "2048, -1, 2048",
        "2048, 1048576, 2048",
        "2048, 2208, 2048",
        "2048, 1024, 864",
        "2048, 256, 128",
        "2048, 10, 5",
        "100, 256, 100"
    })
    void neverUseTheLastDescriptors(int wanted, long limit, int possible) {
        assertThat(Connections.withinDescriptors(wanted, limit)).isEqualTo(possible);
    }
}
