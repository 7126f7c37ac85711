package dev.rollcall.testing;

import com.icegreen.greenmail.Managers;
import com.icegreen.greenmail.imap.ImapHostManager;
import com.icegreen.greenmail.mail.MailAddress;
import com.icegreen.greenmail.server.ProtocolHandler;
import com.icegreen.greenmail.smtp.SmtpConnection;
import com.icegreen.greenmail.smtp.SmtpHandler;
import com.icegreen.greenmail.smtp.SmtpManager;
import com.icegreen.greenmail.smtp.SmtpServer;
import com.icegreen.greenmail.smtp.SmtpState;
import com.icegreen.greenmail.smtp.commands.SmtpCommand;
import com.icegreen.greenmail.smtp.commands.SmtpCommandRegistry;
import com.icegreen.greenmail.store.StoredMessage;
import com.icegreen.greenmail.user.UserException;
import com.icegreen.greenmail.user.UserManager;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;

/** A real SMTP server that can be stopped and started, can refuse recipients, and can ask for TLS and a password. */
public final class MailServer implements AutoCloseable {

    private static final long STARTUP_MILLIS = 10_000;

    private final Managers mailboxes = new Managers();
    private final SmtpServer server;

    /** When a connection is encrypted. */
    public enum Encryption {
        NEVER,
        /** From the first byte (RFC 8314, section 3.3). */
        AT_ONCE,
        /** After the command STARTTLS (RFC 3207). Before, the server takes no mail. */
        ON_COMMAND
    }

    /**
     * What a server asks of its clients.
     *
     * @param tls the server's certificate; null if it never encrypts
     * @param login who may send; null if anybody may
     */
    public record Access(Encryption encryption, SSLContext tls, String login, String password) {}

    /**
     * Starts a server that anybody may use, without encryption.
     *
     * @param answer what it says to a recipient; null to accept them
     */
    public MailServer(int port, Function<String, String> answer) throws InterruptedException {
        this(port, answer, new Access(Encryption.NEVER, null, null, null));
    }

    /** Starts a server. */
    public MailServer(int port, Function<String, String> answer, Access access) throws InterruptedException {
        if (access.login() != null) {
            try {
                mailboxes
                        .getUserManager()
                        .createUser(access.login() + "@example.com", access.login(), access.password());
            } catch (UserException taken) {
                throw new IllegalStateException(taken);
            }
        }
        server = new Guarded(new ServerSetup(port, "127.0.0.1", ServerSetup.PROTOCOL_SMTP), mailboxes, answer, access);
        server.startService();
        if (!server.waitTillRunning(STARTUP_MILLIS)) {
            throw new IllegalStateException("The mail server did not start");
        }
    }

    /** The mails that this address got. */
    public List<MimeMessage> to(String address) {
        return mailboxes.getImapHostManager().getAllMessages().stream()
                .map(StoredMessage::getMimeMessage)
                .filter(mail -> isTo(mail, address))
                .toList();
    }

    private static boolean isTo(MimeMessage mail, String address) {
        try {
            return Arrays.toString(mail.getAllRecipients()).equals("[" + address + "]");
        } catch (MessagingException broken) {
            throw new IllegalStateException(broken);
        }
    }

    @Override
    public void close() {
        server.stopService();
    }

    private static final class Guarded extends SmtpServer {

        private final SmtpManager manager;
        private final Access access;

        Guarded(ServerSetup setup, Managers mailboxes, Function<String, String> answer, Access access) {
            super(setup, mailboxes);
            manager = new Answering(mailboxes.getImapHostManager(), mailboxes.getUserManager(), answer);
            this.access = access;
        }

        @Override
        protected ProtocolHandler createProtocolHandler(Socket client) {
            try {
                return access.encryption() == Encryption.AT_ONCE
                        ? new Conversation(manager, encrypted(client), access, true)
                        : new Conversation(manager, client, access, false);
            } catch (IOException gone) {
                throw new UncheckedIOException(gone);
            }
        }

        private Socket encrypted(Socket client) throws IOException {
            SSLSocket socket = (SSLSocket) access.tls().getSocketFactory().createSocket(client, null, true);
            socket.setUseClientMode(false);
            return socket;
        }
    }

    /** One connection. GreenMail knows neither STARTTLS nor senders who must sign in. */
    private static final class Conversation extends SmtpHandler {

        private final Socket client;
        private final Access access;
        private boolean encrypted;

        Conversation(SmtpManager manager, Socket client, Access access, boolean encrypted) {
            super(new SmtpCommandRegistry(), manager, client);
            this.client = client;
            this.access = access;
            this.encrypted = encrypted;
            this.registry = new SmtpCommandRegistry() {
                @Override
                public SmtpCommand getCommand(String name) {
                    return switch (name) {
                        case "EHLO" -> hello(super.getCommand(name));
                        case "STAR" -> startTls();
                        case "MAIL" -> mail(super.getCommand(name));
                        default -> super.getCommand(name);
                    };
                }
            };
        }

        /** GreenMail's commands have four characters. */
        @Override
        protected boolean commandLegalSize() {
            return currentLine.equals("STARTTLS") || super.commandLegalSize();
        }

        private boolean needsStartTls() {
            return access.encryption() == Encryption.ON_COMMAND && !encrypted;
        }

        private SmtpCommand hello(SmtpCommand original) {
            return new SmtpCommand() {
                @Override
                public void execute(SmtpConnection connection, SmtpState state, SmtpManager manager, String line)
                        throws IOException {
                    if (needsStartTls()) {
                        connection.send("250-localhost");
                        connection.send("250 STARTTLS");
                    } else {
                        original.execute(connection, state, manager, line);
                    }
                }
            };
        }

        private SmtpCommand startTls() {
            return new SmtpCommand() {
                @Override
                public void execute(SmtpConnection connection, SmtpState state, SmtpManager manager, String line)
                        throws IOException {
                    connection.send("220 Go ahead");
                    SSLSocket socket =
                            (SSLSocket) access.tls().getSocketFactory().createSocket(client, null, true);
                    socket.setUseClientMode(false);
                    try {
                        socket.startHandshake();
                    } catch (SSLException refused) {
                        // The client does not trust the certificate.
                        close();
                        return;
                    }
                    encrypted = true;
                    conn = new SmtpConnection(Conversation.this, socket);
                }
            };
        }

        private SmtpCommand mail(SmtpCommand original) {
            return new SmtpCommand() {
                @Override
                public void execute(SmtpConnection connection, SmtpState state, SmtpManager manager, String line)
                        throws IOException {
                    if (needsStartTls()) {
                        connection.send("530 Must issue a STARTTLS command first");
                    } else if (access.login() != null && !connection.isAuthenticated()) {
                        connection.send("530 5.7.0 Authentication required");
                    } else {
                        original.execute(connection, state, manager, line);
                    }
                }
            };
        }
    }

    private static final class Answering extends SmtpManager {

        private final Function<String, String> answer;

        Answering(ImapHostManager mailboxes, UserManager users, Function<String, String> answer) {
            super(mailboxes, users);
            this.answer = answer;
        }

        @Override
        public String checkRecipient(SmtpState state, MailAddress recipient) {
            return answer.apply(recipient.getEmail());
        }
    }
}
