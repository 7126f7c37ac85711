package dev.rollcall.packaged;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A connection pooler like PgBouncer in transaction mode: its clients share one connection to PostgreSQL, one transaction
 * after another. The server must not ask for a password.
 */
public final class TransactionPooler implements Closeable {

    private static final int TLS_REQUEST = 80877103;
    private static final int GSS_REQUEST = 80877104;

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final ReentrantLock transaction = new ReentrantLock();
    private final Socket server;
    private final DataInputStream fromServer;
    private final DataOutputStream toServer;

    /** What the server sent to the first client before its first transaction. Every other client gets the same. */
    private byte[] greeting;

    /** Starts a pooler in front of the server at a port of this machine. */
    public TransactionPooler(int port) throws IOException {
        server = new Socket(InetAddress.getLoopbackAddress(), port);
        fromServer = new DataInputStream(server.getInputStream());
        toServer = new DataOutputStream(server.getOutputStream());
        threads.execute(this::accept);
    }

    public int port() {
        return listener.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                threads.execute(() -> serve(client));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void serve(Socket client) {
        try (client) {
            DataInputStream fromClient = new DataInputStream(client.getInputStream());
            DataOutputStream toClient = new DataOutputStream(client.getOutputStream());
            greet(fromClient, toClient);
            while (true) {
                int type = fromClient.readUnsignedByte();
                byte[] content = fromClient.readNBytes(fromClient.readInt() - 4);
                if (type == 'X') {
                    return;
                }
                if (!transaction.isHeldByCurrentThread()) {
                    transaction.lock();
                }
                send(toServer, type, content);
                if ((type == 'Q' || type == 'S') && answer(toClient) == 'I') {
                    transaction.unlock();
                }
            }
        } catch (IOException gone) {
            // The client or the server.
        } finally {
            if (transaction.isHeldByCurrentThread()) {
                transaction.unlock();
            }
        }
    }

    private void greet(DataInputStream fromClient, DataOutputStream toClient) throws IOException {
        byte[] startup = fromClient.readNBytes(fromClient.readInt() - 4);
        int code = new DataInputStream(new ByteArrayInputStream(startup)).readInt();
        if (code == TLS_REQUEST || code == GSS_REQUEST) {
            toClient.writeByte('N');
            greet(fromClient, toClient);
            return;
        }
        transaction.lock();
        try {
            if (greeting == null) {
                toServer.writeInt(startup.length + 4);
                toServer.write(startup);
                ByteArrayOutputStream recorded = new ByteArrayOutputStream();
                answer(new DataOutputStream(recorded));
                greeting = recorded.toByteArray();
            }
            toClient.write(greeting);
        } finally {
            transaction.unlock();
        }
    }

    /** Forwards the server's messages up to the one that says that it is ready, and returns the state of the transaction. */
    private int answer(DataOutputStream toClient) throws IOException {
        while (true) {
            int type = fromServer.readUnsignedByte();
            byte[] content = fromServer.readNBytes(fromServer.readInt() - 4);
            send(toClient, type, content);
            if (type == 'Z') {
                return content[0];
            }
        }
    }

    private static void send(DataOutputStream to, int type, byte[] content) throws IOException {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(message);
        out.writeByte(type);
        out.writeInt(content.length + 4);
        out.write(content);
        message.writeTo(to);
    }

    @Override
    public void close() throws IOException {
        listener.close();
        server.close();
        threads.shutdownNow();
    }
}
