package dev.rollcall.testing;

import com.icegreen.greenmail.Managers;
import com.icegreen.greenmail.imap.ImapHostManager;
import com.icegreen.greenmail.mail.MailAddress;
import com.icegreen.greenmail.server.ProtocolHandler;
import com.icegreen.greenmail.smtp.SmtpHandler;
import com.icegreen.greenmail.smtp.SmtpManager;
import com.icegreen.greenmail.smtp.SmtpServer;
import com.icegreen.greenmail.smtp.SmtpState;
import com.icegreen.greenmail.smtp.commands.SmtpCommandRegistry;
import com.icegreen.greenmail.store.StoredMessage;
import com.icegreen.greenmail.user.UserManager;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** A real SMTP server that can be stopped and started, and can refuse recipients. */
public final class MailServer implements AutoCloseable {

    private static final long STARTUP_MILLIS = 10_000;

    private final Managers mailboxes = new Managers();
    private final SmtpServer server;

    /**
     * Starts the server.
     *
     * @param answer what it says to a recipient; null to accept them
     */
    public MailServer(int port, Function<String, String> answer) throws InterruptedException {
        server = new Refusing(new ServerSetup(port, "127.0.0.1", ServerSetup.PROTOCOL_SMTP), mailboxes, answer);
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

    private static final class Refusing extends SmtpServer {

        private final SmtpManager manager;

        Refusing(ServerSetup setup, Managers mailboxes, Function<String, String> answer) {
            super(setup, mailboxes);
            manager = new Answering(mailboxes.getImapHostManager(), mailboxes.getUserManager(), answer);
        }

        @Override
        protected ProtocolHandler createProtocolHandler(Socket client) {
            return new SmtpHandler(new SmtpCommandRegistry(), manager, client);
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
