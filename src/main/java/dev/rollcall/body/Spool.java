package dev.rollcall.body;

import dev.rollcall.http.ApiException;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.quarkus.runtime.Startup;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
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
@Startup // Its metric is there before the first large body.
public class Spool {

    /** How much of a {@link Content} stays in memory. Most states of stacks are smaller when they are compressed. */
    static final int IN_MEMORY = 256 * 1024;

    private final long limit;
    private final Path folder;
    private final AtomicLong used = new AtomicLong();

    @Inject
    Spool(BodyLimits limits, MeterRegistry metrics) {
        this(limits.disk().asLongValue(), Path.of(System.getProperty("java.io.tmpdir")), metrics);
    }

    /**
     * Has no files yet.
     *
     * @param limit for all files, in bytes
     * @param folder for the files
     */
    Spool(long limit, Path folder, MeterRegistry metrics) {
        this.limit = limit;
        this.folder = folder;
        Gauge.builder("rollcall.spool.used", used, AtomicLong::get)
                .description("Bytes of requests and responses in temporary files")
                .baseUnit("bytes")
                .register(metrics);
    }

    /** {@return empty content; close it to delete its file} */
    public Content create() {
        return new Content();
    }

    /**
     * Bytes that are written once, and then read any number of times. One thread at a time may use them, and another one may
     * close them meanwhile.
     */
    public final class Content extends OutputStream {

        private ByteArrayOutputStream memory = new ByteArrayOutputStream(8192);
        private FileChannel file;
        private long length;
        private long reserved;
        private int readers;
        private boolean closed;

        private Content() {}

        @Override
        public void write(int single) throws IOException {
            write(new byte[] {(byte) single}, 0, 1);
        }

        /** Throws ApiException 503 if the files of this replica have no room. */
        @Override
        public synchronized void write(byte[] bytes, int offset, int count) throws IOException {
            if (closed) {
                throw new IOException("The content is closed");
            }
            if (file == null && length + count > IN_MEMORY) {
                file = FileChannel.open(
                        Files.createTempFile(folder, "rollcall", ".spool"),
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        // At once on Linux. So a replica that is killed leaves no file behind.
                        StandardOpenOption.DELETE_ON_CLOSE);
                byte[] first = memory.toByteArray();
                memory = null;
                append(first, 0, first.length);
            }
            if (file == null) {
                memory.write(bytes, offset, count);
            } else {
                append(bytes, offset, count);
            }
            length += count;
        }

        private void append(byte[] bytes, int offset, int count) throws IOException {
            reserve(count);
            ByteBuffer left = ByteBuffer.wrap(bytes, offset, count);
            while (left.hasRemaining()) {
                file.write(left);
            }
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
        public synchronized long length() {
            return length;
        }

        synchronized boolean isInMemory() {
            return file == null;
        }

        /** {@return a stream of all bytes; nothing may be written afterwards} */
        public synchronized InputStream open() {
            if (closed) {
                // The request is over, so nobody gets this answer.
                throw ApiException.badRequest("The connection was closed.");
            }
            if (file == null) {
                return new ByteArrayInputStream(memory.toByteArray());
            }
            readers++;
            return new Reader(this);
        }

        /**
         * Closes the content of a response when it is over, also if the client is gone already. Then nobody reads or closes the
         * streams that are open.
         */
        public void closeAfter(RoutingContext context) {
            context.addEndHandler(end -> discard(true));
            if (context.response().closed()) {
                // Nobody calls the handler any more.
                discard(true);
            }
        }

        /** Closes the content at the end of its request, when nobody could handle a failure. */
        void discard() {
            discard(false);
        }

        private void discard(boolean streams) {
            try {
                close(streams);
            } catch (IOException failure) {
                Log.warn("A temporary file of a request could not be closed", failure);
            }
        }

        /** Gives the room back. As long as a stream is open, it can still be read. */
        @Override
        public void close() throws IOException {
            close(false);
        }

        private synchronized void close(boolean streams) throws IOException {
            closed = true;
            memory = null;
            if (streams || readers == 0) {
                release();
            }
        }

        private synchronized void closeReader() throws IOException {
            readers--;
            if (closed && readers == 0) {
                release();
            }
        }

        private void release() throws IOException {
            used.addAndGet(-reserved);
            reserved = 0;
            if (file != null) {
                file.close();
            }
        }
    }

    /** Reads the file of a content from its beginning. */
    private static final class Reader extends InputStream {

        private final Content content;
        private long position;
        private boolean closed;

        Reader(Content content) {
            this.content = content;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] target, int offset, int wanted) throws IOException {
            int read = content.file.read(ByteBuffer.wrap(target, offset, wanted), position);
            position += Math.max(0, read);
            return read;
        }

        @Override
        public void close() throws IOException {
            if (!closed) {
                closed = true;
                content.closeReader();
            }
        }
    }
}
