package dev.rollcall.admission;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Unpacks a body of one gzip member (RFC 1952). The JDK's stream accepts any number of members and recurses for each, so
 * that a small body of empty members ends in a StackOverflowError.
 */
final class Gzip {

    private static final int HEADER_BYTES = 10;
    private static final int TRAILER_BYTES = 8;
    private static final int BUFFER_BYTES = 8192;

    private static final int HEADER_CHECKSUM = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int RESERVED = 0xE0;

    private Gzip() {}

    /** It is no gzip, more than one member, or damaged. */
    static final class MalformedException extends Exception {

        private static final long serialVersionUID = 1;

        MalformedException() {
            super(null, null, false, false);
        }
    }

    /** It unpacks to more than the limit. */
    static final class TooLargeException extends Exception {

        private static final long serialVersionUID = 1;

        TooLargeException() {
            super(null, null, false, false);
        }
    }

    static byte[] unpack(byte[] packed, int limit) throws MalformedException, TooLargeException {
        int start = headerEnd(packed);
        int end = packed.length - TRAILER_BYTES;
        if (start > end) {
            throw new MalformedException();
        }
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(packed, start, end - start);
            byte[] unpacked = inflate(inflater, limit);
            ByteBuffer trailer = ByteBuffer.wrap(packed, end, TRAILER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
            CRC32 checksum = new CRC32();
            checksum.update(unpacked);
            if (inflater.getRemaining() != 0
                    || trailer.getInt() != (int) checksum.getValue()
                    || trailer.getInt() != unpacked.length) {
                throw new MalformedException();
            }
            return unpacked;
        } catch (DataFormatException damaged) {
            throw new MalformedException();
        } finally {
            inflater.end();
        }
    }

    private static byte[] inflate(Inflater inflater, int limit)
            throws DataFormatException, MalformedException, TooLargeException {
        byte[] unpacked = new byte[Math.min(BUFFER_BYTES, limit + 1)];
        int length = 0;
        while (!inflater.finished()) {
            if (length == unpacked.length) {
                unpacked = Arrays.copyOf(unpacked, Math.min(2 * length, limit + 1));
            }
            int read = inflater.inflate(unpacked, length, unpacked.length - length);
            length += read;
            if (length > limit) {
                throw new TooLargeException();
            }
            if (read == 0 && (inflater.needsInput() || inflater.needsDictionary())) {
                throw new MalformedException();
            }
        }
        return Arrays.copyOf(unpacked, length);
    }

    private static int headerEnd(byte[] packed) throws MalformedException {
        if (packed.length < HEADER_BYTES + TRAILER_BYTES
                || packed[0] != 0x1F
                || packed[1] != (byte) 0x8B
                || packed[2] != 8
                || (packed[3] & RESERVED) != 0) {
            throw new MalformedException();
        }
        int flags = packed[3];
        int at = HEADER_BYTES;
        if ((flags & EXTRA) != 0) {
            at += 2 + (packed[at] & 0xFF) + ((packed[at + 1] & 0xFF) << 8);
        }
        if ((flags & NAME) != 0) {
            at = afterZero(packed, at);
        }
        if ((flags & COMMENT) != 0) {
            at = afterZero(packed, at);
        }
        return (flags & HEADER_CHECKSUM) != 0 ? at + 2 : at;
    }

    private static int afterZero(byte[] packed, int from) throws MalformedException {
        for (int at = from; at < packed.length; at++) {
            if (packed[at] == 0) {
                return at + 1;
            }
        }
        throw new MalformedException();
    }
}
