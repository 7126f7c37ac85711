package dev.rollcall.connection;

import dev.rollcall.connection.Connections.Client;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Closes a connection whose client takes too long for the head of a request. The bodies of requests have a deadline of
 * their own, in package {@code admission}. A connection without a request in flight may stay silent until
 * {@code quarkus.http.idle-timeout}.
 *
 * <p>It is the first handler of the connection, and sees bytes. {@link Exchanges} tells it of requests.
 */
final class HeadDeadline extends ChannelInboundHandlerAdapter {

    /** How Vert.x calls its encoder of HTTP/1.1, which comes after the decoder. */
    private static final String ENCODER = "httpEncoder";

    private static final byte[] TOO_SLOW =
            "HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII);

    private final Connections connections;
    private final Client client;
    private Future<?> deadline;
    private boolean watching;
    private boolean started;
    private boolean inRequest;
    private boolean complete;

    HeadDeadline(Connections connections, Client client) {
        this.connections = connections;
        this.client = client;
    }

    @Override
    public void channelActive(ChannelHandlerContext connection) {
        begin(connection);
        connection.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext connection, Object bytes) {
        if (!watching && connection.pipeline().get(ENCODER) != null) {
            connection.pipeline().addAfter(ENCODER, null, new Exchanges(connections, client, this));
            watching = true;
        }
        started = true;
        complete = false;
        connection.fireChannelRead(bytes);
        // Most heads arrive in one piece, and need no deadline.
        if (!complete && !inRequest && deadline == null && connection.channel().isActive()) {
            begin(connection);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext connection) {
        end();
        connection.fireChannelInactive();
    }

    /** The head of a request has arrived. */
    void complete() {
        inRequest = true;
        complete = true;
        end();
    }

    /** All of a request has arrived, so the next bytes are those of another one. */
    void ready() {
        inRequest = false;
    }

    private void begin(ChannelHandlerContext connection) {
        deadline = connection
                .executor()
                .schedule(() -> giveUp(connection), connections.headTimeout().toMillis(), TimeUnit.MILLISECONDS);
    }

    private void end() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }

    private void giveUp(ChannelHandlerContext connection) {
        // A client that sent nothing asked nothing.
        ByteBuf answer = started ? Unpooled.wrappedBuffer(TOO_SLOW) : Unpooled.EMPTY_BUFFER;
        connection.writeAndFlush(answer).addListener(ChannelFutureListener.CLOSE);
    }
}
