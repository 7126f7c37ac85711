package dev.rollcall.body;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Unpacks a body of one gzip member (RFC 1952), as a stream. The JDK's stream accepts any number of members and recurses
 * for each, so that a small body of empty members ends in a StackOverflowError.
 */
final class Gzip extends InputStream {

    private static final int HEADER_BYTES = 10;
    private static final int TRAILER_BYTES = 8;
    private static final int BUFFER_BYTES = 8192;

    private static final int HEADER_CHECKSUM = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int RESERVED = 0xE0;

    private final InputStream packed;
    private final long limit;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 checksum = new CRC32();
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int input;
    private long length;
    private boolean begun;
    private boolean ended;

    /**
     * Reads what a stream contains.
     *
     * @param packed is closed with this stream
     * @param limit the most bytes to unpack
     */
    Gzip(InputStream packed, long limit) {
        this.packed = packed;
        this.limit = limit;
    }

    /** It is no gzip, more than one member, or damaged. */
    static final class MalformedException extends IOException {

        private static final long serialVersionUID = 1;

        @Override
        public synchronized Throwable fillInStackTrace() {
            return this;
        }
    }

    /** It unpacks to more than the limit. */
    static final class TooLargeException extends IOException {

        private static final long serialVersionUID = 1;

        @Override
        public synchronized Throwable fillInStackTrace() {
            return this;
        }
    }

    /** {@return whether the header has no optional fields} Whether it is valid is not checked. */
    static boolean isPlain(InputStream packed) throws IOException {
        byte[] header = packed.readNBytes(HEADER_BYTES);
        return header.length == HEADER_BYTES && header[3] == 0;
    }

    static byte[] unpack(byte[] packed, int limit) throws IOException {
        try (InputStream unpacked = new Gzip(new ByteArrayInputStream(packed), limit)) {
            return unpacked.readAllBytes();
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int wanted) throws IOException {
        if (ended || wanted == 0) {
            return ended ? -1 : 0;
        }
        if (!begun) {
            begun = true;
            readHeader();
        }
        int read = inflate(target, offset, wanted);
        if (read > 0) {
            length += read;
            if (length > limit) {
                throw new TooLargeException();
            }
            checksum.update(target, offset, read);
            return read;
        }
        ended = true;
        checkTrailer();
        return -1;
    }

    private int inflate(byte[] target, int offset, int wanted) throws IOException {
        try {
            while (!inflater.finished()) {
                int read = inflater.inflate(target, offset, wanted);
                if (read > 0) {
                    return read;
                }
                if (inflater.needsDictionary()) {
                    throw new MalformedException();
                }
                if (inflater.needsInput()) {
                    int more = packed.read(buffer);
                    if (more < 0) {
                        throw new MalformedException();
                    }
                    input = more;
                    inflater.setInput(buffer, 0, more);
                }
            }
            return 0;
        } catch (DataFormatException damaged) {
            throw new MalformedException();
        }
    }

    /** Checks the trailer, and that nothing comes after it. */
    private void checkTrailer() throws IOException {
        byte[] rest = new byte[TRAILER_BYTES + 1];
        int left = Math.min(inflater.getRemaining(), rest.length);
        // What the inflater has not used is at the end of the buffer that it got last.
        System.arraycopy(buffer, input - inflater.getRemaining(), rest, 0, left);
        left += packed.readNBytes(rest, left, rest.length - left);
        if (left != TRAILER_BYTES
                || littleEndian(rest, 0) != (int) checksum.getValue()
                || littleEndian(rest, Integer.BYTES) != (int) length) {
            throw new MalformedException();
        }
    }

    private static int littleEndian(byte[] bytes, int at) {
        return ByteBuffer.wrap(bytes, at, Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .getInt();
    }

    private void readHeader() throws IOException {
        byte[] header = packed.readNBytes(HEADER_BYTES);
        if (header.length < HEADER_BYTES
                || header[0] != 0x1F
                || header[1] != (byte) 0x8B
                || header[2] != 8
                || (header[3] & RESERVED) != 0) {
            throw new MalformedException();
        }
        int flags = header[3];
        if ((flags & EXTRA) != 0) {
            skip(next() | (next() << 8));
        }
        if ((flags & NAME) != 0) {
            skipText();
        }
        if ((flags & COMMENT) != 0) {
            skipText();
        }
        if ((flags & HEADER_CHECKSUM) != 0) {
            skip(2);
        }
    }

    private int next() throws IOException {
        int next = packed.read();
        if (next < 0) {
            throw new MalformedException();
        }
        return next;
    }

    private void skip(int bytes) throws IOException {
        for (int i = 0; i < bytes; i++) {
            next();
        }
    }

    private void skipText() throws IOException {
        while (next() != 0) {
            // Goes on to the zero at its end.
        }
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        packed.close();
    }
}
