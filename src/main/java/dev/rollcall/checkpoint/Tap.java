package dev.rollcall.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Copies a part of a stream while a parser reads it. The parser says where the part begins and ends. Both positions are in
 * the bytes that it got last.
 */
final class Tap extends InputStream {

    private static final int BYTE_ORDER_MARK = 0xEF;

    private final InputStream source;
    private final OutputStream target;

    /** The parser's buffer, and which part of it has the bytes that were read last. */
    private byte[] chunk = {};

    private int chunkOffset;
    private int chunkLength;

    /** Where the chunk begins in the stream. */
    private long position;

    private boolean copying;
    private boolean marked;

    /** Where the next byte to copy is in the stream. */
    private long next;

    Tap(InputStream source, OutputStream target) {
        this.source = source;
        this.target = target;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    /** Fills the parser's buffer, so that the parser never has bytes of two chunks. */
    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        copyTo(position + chunkLength);
        int read = source.readNBytes(buffer, offset, length);
        if (read == 0) {
            // The parser still has the last chunk.
            return length == 0 ? 0 : -1;
        }
        position += chunkLength;
        chunk = buffer;
        chunkOffset = offset;
        chunkLength = read;
        if (position == 0) {
            marked = (buffer[offset] & 0xFF) == BYTE_ORDER_MARK;
        }
        return read;
    }

    /** Whether the stream begins with a byte order mark, which would shift the parser's positions. */
    boolean isMarked() {
        return marked;
    }

    /** Copies everything. Nothing was read yet. */
    void copyAll() {
        copying = true;
    }

    /** Starts to copy. The parser has just read the byte at this position. */
    void begin(long start) {
        if (start < position || start >= position + chunkLength) {
            throw new IllegalStateException("The parser is not at " + start);
        }
        copying = true;
        next = start;
    }

    /** Stops to copy before a position. */
    void end(long end) throws IOException {
        if (end <= position || end > position + chunkLength) {
            throw new IllegalStateException("The parser is not at " + end);
        }
        copyTo(end);
        copying = false;
    }

    private void copyTo(long end) throws IOException {
        if (copying && end > next) {
            target.write(chunk, chunkOffset + (int) (next - position), (int) (end - next));
            next = end;
        }
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
