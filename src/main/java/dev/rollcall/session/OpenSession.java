package dev.rollcall.session;

import java.time.Instant;
import java.util.UUID;

/**
 * A browser in which a person is signed in.
 *
 * @param started when they signed in
 * @param lastUsed when the browser last requested a page; up to a minute old
 * @param expires the session ends then, however much it is used
 * @param userAgent what the browser called itself at the sign-in, at most 255 visible characters; empty if unknown
 * @param address the client's IP address at the sign-in; empty if unknown
 */
public record OpenSession(
        UUID id, Instant started, Instant lastUsed, Instant expires, String userAgent, String address) {}
