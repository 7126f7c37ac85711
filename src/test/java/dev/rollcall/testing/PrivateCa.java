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
        make("ca", "-ext", "bc:c");
        make("server", "-signer", "ca", "-ext", "san=dns:" + host);
        try {
            Files.writeString(
                    certificate(),
                    pem("CERTIFICATE", store().getCertificate("ca").getEncoded()));
        } catch (IOException | GeneralSecurityException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** The certificate of the authority, in PEM format. */
    public Path certificate() {
        return Path.of(file("ca.pem"));
    }

    /** Writes the certificate of the server, and its key, into files that only their owner can read. */
    public void writePem(Path certificate, Path key) {
        try {
            KeyStore store = store();
            Files.writeString(
                    certificate,
                    pem("CERTIFICATE", store.getCertificate("server").getEncoded()));
            Files.createFile(key, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(
                    key,
                    pem(
                            "PRIVATE KEY",
                            store.getKey("server", PASSWORD.toCharArray()).getEncoded()));
        } catch (IOException | GeneralSecurityException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static String pem(String kind, byte[] content) {
        return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n"
                .formatted(kind, Base64.getMimeEncoder().encodeToString(content));
    }

    private KeyStore store() throws IOException, GeneralSecurityException {
        try (InputStream file = Files.newInputStream(Path.of(file("keys.p12")))) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(file, PASSWORD.toCharArray());
            return store;
        }
    }

    /** What the server needs for TLS. */
    public SSLContext server() {
        try {
            KeyStore store = store();
            // Its key is not for servers.
            store.deleteEntry("ca");
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

    /** Makes a key and its certificate with keytool, for which Java has no API. Each call starts a JVM. */
    private void make(String name, String... options) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-J-XX:TieredStopAtLevel=1",
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-validity",
                "30",
                "-keystore",
                file("keys.p12"),
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD));
        command.addAll(List.of(options));
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
