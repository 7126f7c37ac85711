package dev.rollcall.console;

import io.quarkus.runtime.LaunchMode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

/**
 * A file that pages load. Its URL in the pages has a version, which is the beginning of its SHA-256, so browsers may keep
 * it for good. They must ask again for every other URL of it: for one without a version, and for one of another release,
 * which comes from a page of another replica during an upgrade.
 */
final class PageFile {

    static final String CSS = "text/css;charset=UTF-8";
    static final String SCRIPT = "text/javascript;charset=UTF-8";
    static final String SVG = "image/svg+xml";

    private static final String FOREVER = "public, max-age=31536000, immutable";

    private static final Pattern GZIP = Pattern.compile("\\bgzip\\b(?!\\s*;\\s*q=0(\\.0*)?(,|\\s|$))");

    private final String path;
    private final String name;
    private final String type;
    private final String version;
    private final byte[] content;
    private final byte[] compressed;

    private PageFile(String path, String name, String type, byte[] content)
            throws IOException, NoSuchAlgorithmException {
        this.path = path;
        this.name = name;
        this.type = type;
        this.version =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content), 0, 6);
        this.content = content;
        this.compressed = compressed(content);
    }

    /**
     * Reads a file.
     *
     * @param path the path of its URL
     * @param name its name in the folder {@code assets} of the service
     */
    static PageFile of(String path, String name, String type) {
        try (InputStream file = PageFile.class.getResourceAsStream("/assets/" + name)) {
            return new PageFile(
                    path, name, type, Objects.requireNonNull(file, name).readAllBytes());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static byte[] compressed(byte[] content) throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(content);
        }
        return compressed.toByteArray();
    }

    /** {@return the file as it is now} */
    PageFile again() {
        return of(path, name, type);
    }

    String path() {
        return path;
    }

    String url() {
        return path + "?v=" + version;
    }

    void answer(HttpServerRequest request) {
        String tag = '"' + version + '"';
        HttpServerResponse response = request.response()
                .putHeader(HttpHeaders.CACHE_CONTROL, caching(request.query()))
                .putHeader(HttpHeaders.ETAG, tag)
                .putHeader(HttpHeaders.VARY, "Accept-Encoding");
        if (tag.equals(request.getHeader(HttpHeaders.IF_NONE_MATCH))) {
            response.setStatusCode(304).end();
            return;
        }
        response.putHeader(HttpHeaders.CONTENT_TYPE, type);
        String accepted = request.getHeader(HttpHeaders.ACCEPT_ENCODING);
        if (accepted != null && GZIP.matcher(accepted).find()) {
            response.putHeader(HttpHeaders.CONTENT_ENCODING, "gzip").end(Buffer.buffer(compressed));
        } else {
            response.end(Buffer.buffer(content));
        }
    }

    /** In dev mode, the version in the pages is that of the start. */
    private String caching(String query) {
        return ("v=" + version).equals(query) && LaunchMode.current() != LaunchMode.DEVELOPMENT ? FOREVER : "no-cache";
    }
}
