package dev.rollcall.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A certificate authority that nobody trusts by default, and a server's certificate that it signed. */
public final class PrivateCa {

    private static final String PASSWORD = "changeit";

    private final Path directory;

    /** Writes its files into an empty directory. The server is at localhost. */
    public PrivateCa(Path directory) {
        this(directory, "localhost");
    }

    /**
     * Writes its files into an empty directory.
     *
     * @param host the name of the server
     */
    public PrivateCa(Path directory, String host) {
        this.directory = directory;
        key("ca", "-ext", "bc:c");
        keytool("ca", "-exportcert", "-rfc", "-alias", "ca", "-file", file("ca.pem"));
        key("server");
        keytool("server", "-certreq", "-alias", "server", "-file", file("server.csr"));
        keytool(
                "ca",
                "-gencert",
                "-rfc",
                "-alias",
                "ca",
                "-ext",
                "san=dns:" + host,
                "-infile",
                file("server.csr"),
                "-outfile",
                file("server.pem"));
        keytool("server", "-importcert", "-noprompt", "-alias", "ca", "-file", file("ca.pem"));
        keytool("server", "-importcert", "-noprompt", "-alias", "server", "-file", file("server.pem"));
    }

    /** The certificate of the authority, in PEM format. */
    public Path certificate() {
        return Path.of(file("ca.pem"));
    }

    /** Writes the certificate of the server, and its key, into files that only their owner can read. */
    public void writePem(Path certificate, Path key) {
        try {
            Files.copy(Path.of(file("server.pem")), certificate);
            Files.createFile(key, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(
                    key,
                    "-----BEGIN PRIVATE KEY-----\n"
                            + Base64.getMimeEncoder()
                                    .encodeToString(store().getKey("server", PASSWORD.toCharArray())
                                            .getEncoded())
                            + "\n-----END PRIVATE KEY-----\n");
        } catch (IOException | GeneralSecurityException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private KeyStore store() throws IOException, GeneralSecurityException {
        try (InputStream file = Files.newInputStream(Path.of(file("server.p12")))) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(file, PASSWORD.toCharArray());
            return store;
        }
    }

    /** What the server needs for TLS. */
    public SSLContext server() {
        try {
            KeyStore store = store();
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, PASSWORD.toCharArray());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (IOException | GeneralSecurityException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private String file(String name) {
        return directory.resolve(name).toString();
    }

    private void key(String name, String... options) {
        List<String> command = new ArrayList<>(
                List.of("-genkeypair", "-alias", name, "-keyalg", "EC", "-dname", "CN=" + name, "-validity", "30"));
        command.addAll(List.of(options));
        keytool(name, command.toArray(String[]::new));
    }

    private void keytool(String store, String... options) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(options));
        command.addAll(List.of("-keystore", file(store + ".p12"), "-storetype", "PKCS12", "-storepass", PASSWORD));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("keytool.log").toFile())
                    .start();
            if (process.waitFor() != 0) {
                throw new IllegalStateException(Files.readString(directory.resolve("keytool.log")));
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }
}
