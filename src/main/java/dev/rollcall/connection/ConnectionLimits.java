package dev.rollcall.connection;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** What clients may hold open at a replica. */
@ConfigMapping(prefix = "rollcall.limits.connections")
interface ConnectionLimits {

    /** Connections to the API and the pages. Above this number, the replica closes new connections at once. */
    @WithDefault("2048")
    @Min(16)
    int total();

    /**
     * Connections of one client address. Trusted proxies have no such limit, because they carry the requests of many
     * clients.
     */
    @WithDefault("512")
    @Min(1)
    int perAddress();

    /**
     * Time for the head of a request: its first line and its headers. It starts with the connection, and later with the
     * first byte of the next request. A slower client is answered 408, and its connection is closed.
     */
    @WithDefault("10s")
    Duration headTimeout();

    /**
     * Requests that a client may send on a connection before it has read the responses. Browsers and the usual HTTP clients
     * send one.
     */
    @WithDefault("32")
    @Min(1)
    int pipelined();

    /**
     * Bytes that wait in a replica because clients do not read: responses, and requests behind them. One client address has
     * a quarter of them, if it is no trusted proxy.
     */
    @WithDefault("32M")
    MemorySize unread();
}
