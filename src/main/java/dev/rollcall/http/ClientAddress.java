package dev.rollcall.http;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import io.smallrye.config.ConfigMapping;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The address that a request comes from: for rate limits, fair shares and the audit record. A client can write anything
 * into {@code X-Forwarded-For}, so only what trusted proxies added counts: the rightmost address that is not a trusted
 * proxy's.
 */
@Singleton
public class ClientAddress {

    /** Which proxies may say who their client is. */
    @ConfigMapping(prefix = "rollcall.http")
    interface Config {

        /**
         * Addresses of the proxies in front of the service, as IP addresses or networks such as 10.0.0.0/8. Only requests
         * from these addresses are believed when they name another client in X-Forwarded-For.
         */
        Optional<List<String>> trustedProxies();
    }

    private static final String FORWARDED_FOR = "X-Forwarded-For";

    /** Carries the address with the request. {@link RequestFilter} sets it, whatever the client wrote there. */
    private static final String FOUND = "Rollcall-Client-Address";

    /** An address, an IPv6 address in brackets, or one of these with a port. */
    private static final Pattern ELEMENT =
            Pattern.compile("\"?(?:\\[([^\\]]+)\\](?::\\d+)?|([^:]+)(?::\\d+)?|(.*))\"?");

    private final List<IpSubnetFilterRule> proxies;

    ClientAddress(
            Config config,
            @ConfigProperty(name = "quarkus.http.proxy.proxy-address-forwarding", defaultValue = "false")
                    boolean byQuarkus) {
        if (byQuarkus) {
            throw new IllegalStateException("quarkus.http.proxy.proxy-address-forwarding must be off, since it believes"
                    + " what clients write into X-Forwarded-For: name the proxies in rollcall.http.trusted-proxies");
        }
        this.proxies = config.trustedProxies().orElse(List.of()).stream()
                .map(ClientAddress::network)
                .toList();
    }

    private static IpSubnetFilterRule network(String network) {
        String[] parts = network.strip().split("/", 2);
        byte[] address = NetUtil.createByteArrayFromIpAddressString(parts[0]);
        try {
            if (address != null) {
                int bits = parts.length == 2 ? Integer.parseInt(parts[1]) : address.length * Byte.SIZE;
                return new IpSubnetFilterRule(parts[0], bits, IpFilterRuleType.ACCEPT);
            }
        } catch (IllegalArgumentException badPrefix) {
            // Refused below.
        }
        throw new IllegalStateException("rollcall.http.trusted-proxies: '" + network + "' is not an IP address or a"
                + " network such as 10.0.0.0/8");
    }

    /** {@return the IP address, as text, of who sent a request} */
    public static String of(HttpServerRequest request) {
        return request.getHeader(FOUND);
    }

    /**
     * Finds who sent a request, before anything asks for it.
     *
     * @throws ApiException 400, if a trusted proxy names its client in a way that is no address
     */
    void find(HttpServerRequest request) {
        request.headers()
                .set(
                        FOUND,
                        client(
                                request.connection().remoteAddress().hostAddress(),
                                request.headers().getAll(FORWARDED_FOR)));
    }

    String client(String peer, List<String> forwardedFor) {
        String address = peer;
        if (proxies.isEmpty() || !isProxy(address)) {
            return address;
        }
        List<String> elements = forwardedFor.stream()
                .flatMap(value -> Arrays.stream(value.split(",", -1)))
                .map(String::strip)
                // RFC 9110, section 5.6.1: a recipient ignores empty elements.
                .filter(element -> !element.isEmpty())
                .toList();
        for (int i = elements.size() - 1; i >= 0 && isProxy(address); i--) {
            address = parse(elements.get(i));
        }
        return address;
    }

    private static String parse(String element) {
        Matcher parts = ELEMENT.matcher(element);
        if (parts.matches()) {
            for (int group = 1; group <= 3; group++) {
                InetAddress address = parts.group(group) == null
                        ? null
                        : NetUtil.createInetAddressFromIpAddressString(parts.group(group));
                if (address != null) {
                    return address.getHostAddress();
                }
            }
        }
        throw ApiException.badRequest("X-Forwarded-For names something that is not an IP address.");
    }

    /** {@return whether an IP address belongs to a trusted proxy} */
    public boolean isProxy(String address) {
        InetAddress parsed = NetUtil.createInetAddressFromIpAddressString(address);
        return parsed != null
                && proxies.stream().anyMatch(network -> network.matches(new InetSocketAddress(parsed, 0)));
    }
}
