package dev.rollcall.connection;

import dev.rollcall.connection.Connections.Client;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.nio.channels.ClosedChannelException;
import java.util.Map;

/**
 * Closes a connection whose client does not read responses: one that sends many requests meanwhile, or for whom too many
 * bytes wait. Vert.x queues both without a limit.
 *
 * <p>It sees requests after they are decoded, and responses before they are encoded.
 */
final class Exchanges extends ChannelDuplexHandler {

    /**
     * Bytes of responses that may wait for each connection uncounted. Nearly all responses are smaller, and the socket takes
     * them at once; counting them costs as much as the rest of this package.
     */
    private static final long UNCOUNTED = 8_192;

    private final Connections connections;
    private final Client client;
    private final HeadDeadline heads;

    /** Requests without a response, and those whose response is counted and not yet written to the socket. */
    private int unanswered;

    /** Bytes of the heads of requests that arrived while others were unanswered. */
    private int waiting;

    private boolean closed;

    Exchanges(Connections connections, Client client, HeadDeadline heads) {
        this.connections = connections;
        this.client = client;
        this.heads = heads;
    }

    @Override
    public void channelRead(ChannelHandlerContext connection, Object part) {
        if (part instanceof HttpRequest request) {
            heads.complete();
            if (!queue(request)) {
                close(connection);
            }
        }
        if (part instanceof LastHttpContent) {
            heads.ready();
        }
        if (closed) {
            ReferenceCountUtil.release(part);
        } else {
            connection.fireChannelRead(part);
        }
    }

    private boolean queue(HttpRequest request) {
        unanswered++;
        if (unanswered == 1) {
            return true;
        }
        int bytes = request.uri().length();
        for (Map.Entry<String, String> header : request.headers()) {
            bytes += header.getKey().length() + header.getValue().length();
        }
        if (unanswered > connections.maxPipelined() || !connections.hold(client, bytes)) {
            return false;
        }
        waiting += bytes;
        return true;
    }

    private void dequeue() {
        unanswered--;
        if (unanswered == 0) {
            connections.release(client, waiting);
            waiting = 0;
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext connection) {
        connections.release(client, waiting);
        waiting = 0;
        connection.fireChannelInactive();
    }

    @Override
    public void write(ChannelHandlerContext connection, Object part, ChannelPromise promise) throws Exception {
        int bytes = size(part);
        boolean last = part instanceof LastHttpContent && !isInformational(part);
        if (!closed && pending(connection) + bytes <= UNCOUNTED) {
            super.write(connection, part, promise);
            if (last) {
                dequeue();
            }
            return;
        }
        if (closed || !connections.hold(client, bytes)) {
            close(connection);
            ReferenceCountUtil.release(part);
            promise.unvoid().setFailure(new ClosedChannelException());
            return;
        }
        connection.write(part, promise.unvoid()).addListener(written -> {
            connections.release(client, bytes);
            if (last) {
                dequeue();
            }
        });
    }

    /** {@return how many bytes wait in Netty's buffer, encoded; those that wait longer than a moment are never few} */
    private static long pending(ChannelHandlerContext connection) {
        ChannelOutboundBuffer buffer = connection.channel().unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes();
    }

    private static int size(Object part) {
        if (part instanceof HttpContent content) {
            return content.content().readableBytes();
        }
        return part instanceof ByteBuf bytes ? bytes.readableBytes() : 0;
    }

    /** Whether it is 100 Continue, after which the response still follows. */
    private static boolean isInformational(Object part) {
        return part instanceof HttpResponse response && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
    }

    private void close(ChannelHandlerContext connection) {
        if (!closed) {
            closed = true;
            connection.close().addListener(done -> connections.closedUnread());
        }
    }
}
