package dev.rollcall.connection;

import dev.rollcall.connection.Connections.Client;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.InetSocketAddress;

/** Closes connections above the limits as soon as they are accepted, and gives the others a {@link HeadDeadline}. */
@Sharable
final class Acceptor extends ChannelInboundHandlerAdapter {

    private final Connections connections;

    Acceptor(Connections connections) {
        this.connections = connections;
    }

    /** The messages of a server's channel are the connections that it accepted. */
    @Override
    public void channelRead(ChannelHandlerContext server, Object message) {
        Channel connection = (Channel) message;
        String address = connection.remoteAddress() instanceof InetSocketAddress peer && peer.getAddress() != null
                ? peer.getAddress().getHostAddress()
                // The client has closed it already.
                : "";
        Client client = connections.open(address);
        if (client != null) {
            connection.closeFuture().addListener(closed -> connections.close(client));
            connection.pipeline().addLast(new HeadDeadline(connections, client));
            server.fireChannelRead(connection);
        } else {
            // It has no event loop yet, so the usual close is not possible.
            connection.unsafe().closeForcibly();
        }
    }
}
