package dev.rollcall.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.http.ApiException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTest {

    private static final int LIMIT = 4 * Spool.IN_MEMORY;

    @TempDir
    Path folder;

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private Spool spool;

    @BeforeEach
    void createSpool() {
        spool = new Spool(LIMIT, folder, metrics);
    }

    private double used() {
        return metrics.get("rollcall.spool.used").gauge().value();
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(1).nextBytes(bytes);
        return bytes;
    }

    @Test
    void givesBackWhatWasWrittenAsOftenAsItIsRead() throws IOException {
        for (int length : new int[] {0, 1, Spool.IN_MEMORY, Spool.IN_MEMORY + 1, 2 * Spool.IN_MEMORY + 7}) {
            byte[] bytes = random(length);
            try (Spool.Content content = spool.create()) {
                content.write(bytes, 0, length / 2);
                content.write(bytes, length / 2, length - length / 2);

                for (int i = 0; i < 2; i++) {
                    try (InputStream stream = content.open()) {
                        assertThat(stream.readAllBytes()).isEqualTo(bytes);
                    }
                }
                assertThat(content.length()).isEqualTo(length);
                assertThat(used()).isEqualTo(length > Spool.IN_MEMORY ? length : 0);
            }
            assertThat(used()).isZero();
        }
    }

    @Test
    void leavesNoFileBehindHoweverItsProcessEnds() throws IOException {
        try (Spool.Content content = spool.create()) {
            content.write(random(2 * Spool.IN_MEMORY));

            assertThat(folder).isEmptyDirectory();
        }
    }

    @Test
    void letsAStreamThatIsOpenReadToItsEndAndThenGivesTheRoomBackOnce() throws IOException {
        byte[] bytes = random(2 * Spool.IN_MEMORY);
        Spool.Content content = spool.create();
        content.write(bytes);
        InputStream stream = content.open();
        assertThat(stream.read()).isEqualTo(bytes[0] & 0xFF);
        content.close();
        content.close();
        assertThat(used()).isEqualTo(bytes.length);

        assertThat(stream.readAllBytes()).hasSize(bytes.length - 1);
        stream.close();
        stream.close();
        assertThat(used()).isZero();
        content.close();
        assertThat(used()).isZero();
        assertThatThrownBy(content::open).isInstanceOf(ApiException.class);
        assertThatThrownBy(() -> content.write(1)).isInstanceOf(IOException.class);
    }

    @Test
    void refusesWhatHasNoRoom() throws IOException {
        try (Spool.Content first = spool.create();
                Spool.Content second = spool.create()) {
            first.write(random(LIMIT - Spool.IN_MEMORY));

            assertThatThrownBy(() -> second.write(random(2 * Spool.IN_MEMORY)))
                    .isInstanceOf(ApiException.class)
                    .hasMessageContaining("no room");
        }
        assertThat(used()).isZero();
    }
}
