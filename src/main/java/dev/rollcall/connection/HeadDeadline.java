package dev.rollcall.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Closes a connection whose client takes too long for the head of a request. The bodies of requests have a deadline of
 * their own, in package {@code admission}. A connection without a request in flight may stay silent until
 * {@code quarkus.http.idle-timeout}.
 *
 * <p>It is the first handler of the connection, and sees bytes. A second handler after the HTTP decoder sees requests.
 */
final class HeadDeadline extends ChannelInboundHandlerAdapter {

    /** How Vert.x calls its decoder of HTTP/1.1. */
    private static final String DECODER = "httpDecoder";

    private static final byte[] TOO_SLOW =
            "HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII);

    private final Duration timeout;
    private Future<?> deadline;
    private boolean watching;
    private boolean started;
    private boolean inRequest;

    HeadDeadline(Duration timeout) {
        this.timeout = timeout;
    }

    @Override
    public void channelActive(ChannelHandlerContext connection) {
        begin(connection);
        connection.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext connection, Object bytes) {
        if (!watching && connection.pipeline().get(DECODER) != null) {
            connection.pipeline().addAfter(DECODER, null, new Requests());
            watching = true;
        }
        started = true;
        if (!inRequest && deadline == null) {
            begin(connection);
        }
        connection.fireChannelRead(bytes);
    }

    @Override
    public void channelInactive(ChannelHandlerContext connection) {
        end();
        connection.fireChannelInactive();
    }

    private void begin(ChannelHandlerContext connection) {
        deadline = connection.executor().schedule(() -> giveUp(connection), timeout.toMillis(), TimeUnit.MILLISECONDS);
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

    private final class Requests extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext connection, Object part) {
            if (part instanceof HttpRequest) {
                inRequest = true;
                end();
            }
            if (part instanceof LastHttpContent) {
                inRequest = false;
            }
            connection.fireChannelRead(part);
        }
    }
}
