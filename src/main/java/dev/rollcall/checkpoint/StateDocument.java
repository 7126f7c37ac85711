package dev.rollcall.checkpoint;

import dev.rollcall.body.Spool;
import java.io.IOException;

/**
 * The state of a stack as a client sent it: the JSON object that exports return, with {@code version}, {@code deployment}
 * and perhaps {@code features} (contract for stacks, section 4).
 *
 * @param content the object with exactly the bytes that the client sent, compressed by gzip
 * @param inflatedBytes the length of the object before compression
 * @param sha256 of the object before compression
 * @param schemaVersion from 1 to 4
 * @param resourceCount the number of entries of {@code resources}
 * @param secretsOf the stack whose key encrypted the secrets, as {@code owner/project/stack}; null if the state has no
 *     secrets, or another provider keeps them
 * @param ciphertext how the first of these secrets begins, in base64; null if that is not known
 */
// Documents are written to a table, never compared.
@SuppressWarnings("ArrayRecordComponent")
public record StateDocument(
        Spool.Content content,
        long inflatedBytes,
        byte[] sha256,
        int schemaVersion,
        long resourceCount,
        String secretsOf,
        String ciphertext)
        implements AutoCloseable {

    @Override
    public void close() throws IOException {
        content.close();
    }
}
