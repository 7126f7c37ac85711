package dev.rollcall.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientAddressTest {

    private static ClientAddress behind(String... proxies) {
        return new ClientAddress(() -> Optional.of(List.of(proxies)), false);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // the peer | X-Forwarded-For, lines divided by / | the client
                "203.0.113.9 | 198.51.100.1                        | 203.0.113.9",
                "10.0.0.1    | 198.51.100.1                        | 198.51.100.1",
                "10.0.0.1    | 192.0.2.66, 198.51.100.1            | 198.51.100.1",
                "10.0.0.1    | 192.0.2.66, 198.51.100.1, 10.1.2.3  | 198.51.100.1",
                "10.0.0.1    | 192.0.2.66 / 198.51.100.1           | 198.51.100.1",
                "10.0.0.1    | garbage, 198.51.100.1               | 198.51.100.1",
                "10.0.0.1    | ,                                   | 10.0.0.1",
                "10.0.0.1    | ''                                  | 10.0.0.1",
                "10.0.0.1    | 198.51.100.1, , ,                   | 198.51.100.1",
                "10.0.0.1    | 10.7.7.7                            | 10.7.7.7",
                "10.0.0.1    | 198.51.100.1:4711                   | 198.51.100.1",
                "10.0.0.1    | '[2001:db8::7]:4711'                | 2001:db8:0:0:0:0:0:7",
                "10.0.0.1    | 2001:db8::7                         | 2001:db8:0:0:0:0:0:7",
                "fd00::1     | 198.51.100.1                        | 198.51.100.1",
                "fd00:1::1   | 198.51.100.1                        | fd00:1::1"
            })
    void isTheRightmostThatIsNotATrustedProxy(String peer, String forwardedFor, String client) {
        List<String> headers = Arrays.stream(forwardedFor.split("/")).toList();

        assertThat(behind("10.0.0.0/8", "fd00::/32").client(peer, headers)).isEqualTo(client);
    }

    @ParameterizedTest
    @ValueSource(strings = {"unknown", "_hidden", "1.2.3", "198.51.100.1, nonsense", "<script>", "[::1", "1.2.3.4.5"})
    void refusesAClientThatIsNoAddress(String forwardedFor) {
        assertThatThrownBy(() -> behind("10.0.0.1").client("10.0.0.1", List.of(forwardedFor)))
                .isInstanceOf(ApiException.class)
                .hasMessage("X-Forwarded-For names something that is not an IP address.");
    }

    @Test
    void believesNobodyWithoutTrustedProxies() {
        assertThat(new ClientAddress(Optional::empty, false).client("10.0.0.1", List.of("198.51.100.1")))
                .isEqualTo("10.0.0.1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"proxy.example.com", "10.0.0.0/33", "10.0.0.0/x", "", "::/129"})
    void refusesAProxyThatIsNoNetwork(String proxy) {
        assertThatIllegalStateException()
                .isThrownBy(() -> behind(proxy))
                .withMessage("rollcall.http.trusted-proxies: '" + proxy
                        + "' is not an IP address or a network such as 10.0.0.0/8");
    }

    @Test
    void refusesToStartWhereQuarkusBelievesTheFirstAddress() {
        assertThatIllegalStateException()
                .isThrownBy(() -> new ClientAddress(Optional::empty, true))
                .withMessageContaining("name the proxies in rollcall.http.trusted-proxies");
    }
}
