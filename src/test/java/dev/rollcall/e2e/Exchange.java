package dev.rollcall.e2e;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The request that a connection carries, until its response begins. The CLI sends one request after the other. */
final class Exchange {

    private static final Pattern CHECKPOINT = Pattern.compile("PATCH \\S+/checkpoint HTTP/1\\.1\\r\\n");
    private static final String ACKNOWLEDGMENT = "HTTP/1.1 204 ";
    private static final String END_OF_HEADERS = "\r\n\r\n";

    private final ByteArrayOutputStream request = new ByteArrayOutputStream();
    private boolean answered;

    /** Bytes go to the service. */
    synchronized void sent(byte[] bytes, int length) {
        if (answered) {
            request.reset();
            answered = false;
        }
        request.write(bytes, 0, length);
    }

    /**
     * Bytes come from the service.
     *
     * @return the body of the checkpoint that they acknowledge, as the CLI has sent it; empty if they acknowledge none
     */
    synchronized Optional<byte[]> received(byte[] bytes, int length) {
        if (answered) {
            return Optional.empty();
        }
        answered = true;
        String text = request.toString(StandardCharsets.ISO_8859_1);
        Matcher checkpoint = CHECKPOINT.matcher(text);
        String response = new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
        return checkpoint.lookingAt() && response.startsWith(ACKNOWLEDGMENT)
                ? Optional.of(text.substring(text.indexOf(END_OF_HEADERS) + END_OF_HEADERS.length())
                        .getBytes(StandardCharsets.ISO_8859_1))
                : Optional.empty();
    }
}
