package dev.rollcall.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Finds ports for processes that a test starts. */
public final class FreePort {

    private FreePort() {}

    /**
     * {@return a port on which nobody listens} Systems take the ports of outgoing connections from higher ones: Linux from
     * 32768 on. So no connection takes the port before the process listens on it.
     */
    public static int find() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(20_000, 30_000);
            try (ServerSocket free = new ServerSocket(port)) {
                return free.getLocalPort();
            } catch (BindException taken) {
                // Another one, then.
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }
}
