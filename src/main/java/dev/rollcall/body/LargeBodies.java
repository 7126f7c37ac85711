package dev.rollcall.body;

import java.time.Duration;
import java.util.regex.Pattern;

/**
 * Operations whose bodies may be larger than {@code rollcall.limits.bodies.size}. A package with such operations produces a
 * bean of this type.
 *
 * @param path matches the paths of the operations
 * @param received the most bytes that may arrive
 * @param inflated the most bytes after decompression
 * @param timeout the longest time from the start of a body to its end
 * @param streamed whether the operations read the body as a {@link StreamedBody}; otherwise it is kept in memory
 */
public record LargeBodies(Pattern path, long received, long inflated, Duration timeout, boolean streamed) {}
