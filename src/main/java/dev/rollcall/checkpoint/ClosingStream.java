package dev.rollcall.checkpoint;

import dev.rollcall.body.Spool;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream that deletes its content when it is closed. */
final class ClosingStream extends FilterInputStream {

    private final Spool.Content content;

    ClosingStream(InputStream stream, Spool.Content content) {
        super(stream);
        this.content = content;
    }

    @Override
    public void close() throws IOException {
        try (content) {
            super.close();
        }
    }
}
