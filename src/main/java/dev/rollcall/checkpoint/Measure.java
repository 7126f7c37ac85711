package dev.rollcall.checkpoint;

import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Counts bytes, and computes their SHA-256. */
class Measure extends OutputStream {

    private final MessageDigest digest;
    private long length;

    Measure() {
        try {
            this.digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java runtime has SHA-256", impossible);
        }
    }

    @Override
    public final void write(int single) throws IOException {
        write(new byte[] {(byte) single}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
        digest.update(bytes, offset, count);
        length += count;
    }

    /** {@return the number of bytes} */
    final long length() {
        return length;
    }

    /** Ends the bytes. {@return their SHA-256} */
    byte[] finish() throws IOException {
        return digest.digest();
    }

    /** Gives memory back. */
    @Override
    public void close() {}
}
