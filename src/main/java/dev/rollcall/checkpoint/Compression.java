package dev.rollcall.checkpoint;

import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** Measures bytes, and compresses them. */
final class Compression extends Measure {

    private static final int BUFFER_BYTES = 16 * 1024;

    private final Fast gzip;

    /** Writes to a target, which stays open. */
    Compression(OutputStream target) throws IOException {
        this.gzip = new Fast(target);
    }

    /** States are so repetitive that a better level saves little. */
    private static final class Fast extends GZIPOutputStream {

        Fast(OutputStream target) throws IOException {
            super(target, BUFFER_BYTES);
            def.setLevel(Deflater.BEST_SPEED);
        }

        /** Ends the deflater, and leaves the target open. */
        @Override
        public void close() {
            def.end();
        }
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
        gzip.write(bytes, offset, count);
        super.write(bytes, offset, count);
    }

    @Override
    byte[] finish() throws IOException {
        gzip.finish();
        return super.finish();
    }

    @Override
    public void close() {
        gzip.close();
    }
}
