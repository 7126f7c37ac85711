package dev.rollcall.body;

import dev.rollcall.http.ApiException;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Keeps bytes of requests and responses that may be large: the first ones in memory, the rest in a temporary file. All
 * files together have a limit.
 */
@ApplicationScoped
public class Spool {

    /** How much of a {@link Content} stays in memory. Most states of stacks are smaller when they are compressed. */
    static final int IN_MEMORY = 256 * 1024;

    private final long limit;
    private final AtomicLong used = new AtomicLong();

    Spool(BodyLimits limits, MeterRegistry metrics) {
        this.limit = limits.disk().asLongValue();
        Gauge.builder("rollcall.spool.used", used, AtomicLong::get)
                .description("Bytes of requests and responses in temporary files")
                .baseUnit("bytes")
                .register(metrics);
    }

    /** {@return empty content; close it to delete its file} */
    public Content create() {
        return new Content();
    }

    /** Bytes that are written once, and then read any number of times. One thread at a time may use them. */
    public final class Content extends OutputStream {

        private ByteArrayOutputStream memory = new ByteArrayOutputStream(8192);
        private Path file;
        private OutputStream toFile;
        private long length;
        private long reserved;
        private boolean closed;

        private Content() {}

        @Override
        public void write(int single) throws IOException {
            write(new byte[] {(byte) single}, 0, 1);
        }

        /** Throws ApiException 503 if the files of this replica have no room. */
        @Override
        public void write(byte[] bytes, int offset, int count) throws IOException {
            if (closed) {
                throw new IOException("The content is closed");
            }
            if (toFile == null && length + count > IN_MEMORY) {
                file = Files.createTempFile("rollcall", ".spool");
                toFile = Files.newOutputStream(file);
                byte[] first = memory.toByteArray();
                memory = null;
                reserve(first.length);
                toFile.write(first);
            }
            if (toFile == null) {
                memory.write(bytes, offset, count);
            } else {
                reserve(count);
                toFile.write(bytes, offset, count);
            }
            length += count;
        }

        private void reserve(int count) {
            if (used.addAndGet(count) > limit) {
                used.addAndGet(-count);
                throw ApiException.unavailable(
                        "The server has no room for so many large requests at once. Try again in a moment.",
                        Duration.ofSeconds(5));
            }
            reserved += count;
        }

        /** {@return the number of bytes that were written} */
        public long length() {
            return length;
        }

        boolean isInMemory() {
            return toFile == null;
        }

        /** {@return a stream of all bytes; nothing may be written afterwards} */
        public InputStream open() throws IOException {
            if (closed) {
                // The request is over, so nobody gets this answer.
                throw ApiException.unavailable("The connection was closed.");
            }
            if (toFile == null) {
                return new ByteArrayInputStream(memory.toByteArray());
            }
            toFile.flush();
            return Files.newInputStream(file, StandardOpenOption.READ);
        }

        /** Closes the content when its request is over, also if the client is gone already. */
        public void closeAfter(RoutingContext context) {
            context.addEndHandler(end -> discard());
            if (context.response().closed()) {
                // Nobody calls the handler any more.
                discard();
            }
        }

        /** Closes the content at the end of its request, when nobody could handle a failure. */
        void discard() {
            try {
                close();
            } catch (IOException failure) {
                Log.warn("A temporary file of a request could not be deleted", failure);
            }
        }

        /** Deletes the file. A stream that is open can still be read. */
        @Override
        public void close() throws IOException {
            if (closed) {
                return;
            }
            closed = true;
            memory = null;
            used.addAndGet(-reserved);
            if (toFile != null) {
                try {
                    toFile.close();
                } finally {
                    Files.deleteIfExists(file);
                }
            }
        }
    }
}
