package dev.rollcall.development;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.Serial;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A real PostgreSQL server. It keeps its data in the folder {@code .dev} of the project. */
final class EmbeddedPostgresql {

    /** Major version of the binaries in pom.xml. A server can read only the files of its own major version. */
    private static final String VERSION = "18";

    private static final Path FOLDER = Path.of(".dev").toAbsolutePath();
    private static final Path DATA = FOLDER.resolve("postgres-" + VERSION);

    /** The message says what happened and what to do, in a sentence. */
    static final class CannotStartException extends Exception {

        @Serial
        private static final long serialVersionUID = 1;

        CannotStartException(String sentence, Throwable cause) {
            super(sentence, cause);
        }
    }

    private EmbeddedPostgresql() {}

    /**
     * Starts the server. It stops when this process exits.
     *
     * @return the JDBC URL of the database
     */
    @SuppressWarnings("resource") // closed by the library's own shutdown hook
    static String start() throws CannotStartException {
        try {
            refuseAnotherVersion();
            refuseRootWithoutNamespaces();
            endLeftover();
            System.setProperty("ot.epg.working-dir", FOLDER.resolve("binaries").toString());
            return EmbeddedPostgres.builder()
                    .setDataDirectory(DATA)
                    .setCleanDataDirectory(false)
                    // The library turns fsync off, because it usually holds data of tests. Dev mode keeps its data.
                    .setServerConfig("fsync", "on")
                    .start()
                    .getJdbcUrl("postgres", "postgres");
        } catch (IOException failure) {
            throw new CannotStartException(
                    "The embedded PostgreSQL did not start (" + failure.getMessage() + "). If its data in " + DATA
                            + " is broken, delete that folder; or set QUARKUS_DATASOURCE_JDBC_URL to a server of yours.",
                    failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new CannotStartException("The start was interrupted.", interrupted);
        }
    }

    private static void refuseAnotherVersion() throws IOException, CannotStartException {
        Path versionFile = DATA.resolve("PG_VERSION");
        if (Files.exists(versionFile)) {
            String version = Files.readString(versionFile).strip();
            if (!version.equals(VERSION)) {
                throw new CannotStartException(
                        "The data in " + DATA + " is of PostgreSQL " + version + ", and this is PostgreSQL " + VERSION
                                + ". Delete or move that folder: dev mode creates a new one.",
                        null);
            }
        }
    }

    /** PostgreSQL refuses to run as root. So the library runs it in a user namespace, where it is another user. */
    private static void refuseRootWithoutNamespaces() throws IOException, InterruptedException, CannotStartException {
        if (System.getProperty("user.name").equals("root") && !succeeds("unshare", "-U", "true")) {
            throw new CannotStartException(
                    "PostgreSQL does not run as root, and this machine does not allow user namespaces (unshare -U)."
                            + " Start dev mode as another user, or set QUARKUS_DATASOURCE_JDBC_URL to a server of yours.",
                    null);
        }
    }

    private static boolean succeeds(String... command) throws IOException, InterruptedException {
        try {
            return new ProcessBuilder(command).start().waitFor() == 0;
        } catch (IOException notInstalled) {
            return false;
        }
    }

    /** Stops the server that a killed dev mode left behind. Refuses to stop the server of a dev mode that still runs. */
    private static void endLeftover() throws IOException, InterruptedException, CannotStartException {
        Path pidFile = DATA.resolve("postmaster.pid");
        if (!Files.exists(pidFile)) {
            return;
        }
        try (RandomAccessFile lockFile =
                        new RandomAccessFile(DATA.resolve("epg-lock").toFile(), "rw");
                FileLock lock = lockFile.getChannel().tryLock()) {
            if (lock == null) {
                throw new CannotStartException(
                        "Another dev mode is running in this folder and uses its database. Stop it first, or set"
                                + " QUARKUS_DATASOURCE_JDBC_URL to a server of yours.",
                        null);
            }
        }
        Optional<ProcessHandle> leftover = pid(pidFile)
                .flatMap(ProcessHandle::of)
                .filter(process -> process.info().command().orElse("").endsWith("postgres"));
        if (leftover.isPresent()) {
            leftover.get().destroy();
            try {
                leftover.get().onExit().get(20, TimeUnit.SECONDS);
            } catch (ExecutionException | TimeoutException stubborn) {
                throw new CannotStartException(
                        "A PostgreSQL of an earlier dev mode (process "
                                + leftover.get().pid() + ") does not stop. Kill it.",
                        stubborn);
            }
        }
    }

    private static Optional<Long> pid(Path pidFile) throws IOException {
        List<String> lines = Files.readAllLines(pidFile);
        return lines.isEmpty()
                ? Optional.empty()
                : Optional.of(Long.valueOf(lines.get(0).strip()));
    }
}
