package dev.rollcall.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.FreshDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * The loaded and verified classes of the packaged service (CDS). One process records them after it was packaged, and all
 * others read them: a start then needs a quarter less of CPU.
 */
final class ClassArchive {

    /** Where the archive is. Without the property, each process loads its classes itself. */
    private static final String PATH = System.getProperty("service.archive", "");

    private ClassArchive() {}

    /** {@return the options of Java that read the archive} Records it first if there is none of this package. */
    static synchronized List<String> options() {
        if (PATH.isEmpty() || ServiceProcess.isNative()) {
            return List.of();
        }
        Path archive = Path.of(PATH).toAbsolutePath();
        try (FileChannel lock =
                        FileChannel.open(Path.of(PATH + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock alone = lock.lock()) {
            if (alone.isValid() && !isCurrent(archive)) {
                record(archive);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return List.of("-XX:SharedArchiveFile=" + archive);
    }

    private static boolean isCurrent(Path archive) throws IOException {
        return Files.exists(archive)
                && Files.getLastModifiedTime(archive).compareTo(Files.getLastModifiedTime(ServiceProcess.JAR)) > 0;
    }

    private static void record(Path archive) throws IOException {
        Path recorded = Path.of(PATH + ".new").toAbsolutePath();
        Files.deleteIfExists(recorded);
        try (FreshDatabase database = new FreshDatabase();
                ServiceProcess service =
                        ServiceProcess.start(database.settings(), List.of("-XX:ArchiveClassesAtExit=" + recorded))) {
            service.awaitListening();
            // The first request loads more classes.
            assertThat(service.get("/api/user", "nobody").statusCode()).isEqualTo(401);
            service.terminate();
            service.awaitExit();
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
        Files.move(recorded, archive, StandardCopyOption.REPLACE_EXISTING);
    }
}
