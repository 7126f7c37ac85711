package dev.rollcall.connection;

import io.netty.bootstrap.ServerBootstrap;
import io.quarkus.arc.Arc;
import io.vertx.core.impl.transports.JDKTransport;
import io.vertx.core.net.NetServerOptions;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * Lets {@link Connections} see each connection before anything else does. Neither Quarkus nor Vert.x limits the time for
 * the head of a request, and the limit of Quarkus knows no addresses. Vert.x finds this class as a service, if
 * {@code quarkus.vertx.prefer-native-transport} is on. See docs/decisions/0023-limits-of-connections.md.
 */
public final class ConnectionTransport extends JDKTransport {

    /** For Vert.x. */
    public ConnectionTransport() {}

    @Override
    public void configure(NetServerOptions options, boolean domainSocket, ServerBootstrap server) {
        super.configure(options, domainSocket, server);
        int management = ConfigProvider.getConfig().getValue("quarkus.management.port", Integer.class);
        if (!domainSocket && options.getPort() != management) {
            server.handler(
                    new Acceptor(Arc.container().instance(Connections.class).get()));
        }
    }
}
