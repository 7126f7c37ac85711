package dev.rollcall.provider;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** The certificates of the CAs that a company runs itself, and the public ones. */
class TrustedCertificates {

    /** The store contains no secret. But its format needs a password. */
    static final String PASSWORD = "public";

    private TrustedCertificates() {}

    /**
     * Reads a file of PEM certificates and adds them to the CAs that the Java runtime trusts.
     *
     * @throws IllegalStateException if the file is missing or contains anything else
     */
    static KeyStore read(String file) {
        try (InputStream pem = Files.newInputStream(Path.of(file))) {
            Collection<? extends Certificate> own =
                    CertificateFactory.getInstance("X.509").generateCertificates(pem);
            if (own.isEmpty()) {
                throw new IOException("The file is empty");
            }
            List<Certificate> all = new ArrayList<>(own);
            all.addAll(ofTheRuntime());
            KeyStore store = KeyStore.getInstance("JKS");
            store.load(null, null);
            for (int i = 0; i < all.size(); i++) {
                store.setCertificateEntry(String.valueOf(i), all.get(i));
            }
            return store;
        } catch (IOException | GeneralSecurityException | InvalidPathException unreadable) {
            throw new IllegalStateException(
                    "rollcall.providers.trusted-certificates must name a readable file with certificates in PEM format",
                    unreadable);
        }
    }

    private static List<Certificate> ofTheRuntime() throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null);
        return Arrays.stream(factory.getTrustManagers())
                .flatMap(manager -> manager instanceof X509TrustManager x509
                        ? Arrays.stream(x509.getAcceptedIssuers())
                        : Stream.empty())
                .map(Certificate.class::cast)
                .toList();
    }
}
