package dev.rollcall.checkpoint;

import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** Compresses bytes, counts them, and computes their SHA-256. */
final class Compression extends OutputStream {

    private static final int BUFFER_BYTES = 16 * 1024;

    private final Fast gzip;
    private final MessageDigest digest;
    private long length;

    /** Writes to a target, which stays open. */
    Compression(OutputStream target) throws IOException {
        this.gzip = new Fast(target);
        try {
            this.digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java runtime has SHA-256", impossible);
        }
    }

    /** A client waits for every checkpoint, and states are so repetitive that a better level saves little. */
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
    public void write(int single) throws IOException {
        write(new byte[] {(byte) single}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
        gzip.write(bytes, offset, count);
        digest.update(bytes, offset, count);
        length += count;
    }

    /** {@return the number of bytes before compression} */
    long length() {
        return length;
    }

    /** Writes the end. {@return the SHA-256 of all bytes before compression} */
    byte[] finish() throws IOException {
        gzip.finish();
        return digest.digest();
    }

    @Override
    public void close() {
        gzip.close();
    }
}
