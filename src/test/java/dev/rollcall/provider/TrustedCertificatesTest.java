package dev.rollcall.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.rollcall.testing.PrivateCa;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrustedCertificatesTest {

    @TempDir
    Path directory;

    @Test
    void areThoseOfTheFileAndThePublicOnes() throws Exception {
        Path ca = new PrivateCa(directory).certificate();

        KeyStore one = TrustedCertificates.read(ca.toString());
        Path twice = Files.writeString(directory.resolve("twice.pem"), Files.readString(ca) + Files.readString(ca));
        KeyStore two = TrustedCertificates.read(twice.toString());

        assertThat(one.size()).isGreaterThan(50);
        assertThat(two.size()).isEqualTo(one.size() + 1);
        assertThat(Collections.list(one.aliases()))
                .allSatisfy(alias -> assertThat(one.isCertificateEntry(alias)).isTrue());
    }

    @Test
    void areRefusedInOneSentenceIfTheyCannotBeRead() throws Exception {
        Path empty = Files.createFile(directory.resolve("empty.pem"));
        Path text = Files.writeString(directory.resolve("text.pem"), "no certificate");
        for (String file : new String[] {
            empty.toString(),
            text.toString(),
            directory.toString(),
            directory.resolve("missing").toString(),
            "\0"
        }) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> TrustedCertificates.read(file))
                    .withMessage("rollcall.providers.trusted-certificates must name a readable file with certificates"
                            + " in PEM format");
        }
    }
}
