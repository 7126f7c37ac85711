package dev.rollcall.mail;

import java.util.Optional;
import java.util.UUID;

/**
 * Makes the text of one kind of mail, when the mail is sent. So secrets in links are not stored, and a mail whose cause is
 * gone is not sent. The feature that causes the mails implements it.
 */
public interface MailContent {

    /** The text of a mail. Both bodies say the same. */
    record Message(String subject, String text, String html) {}

    /** {@return the kind of the mails, as the table stores it} */
    String kind();

    /**
     * Makes the text of a mail. No transaction is open.
     *
     * @param subjectId what the mail is about
     * @return empty if the mail is no longer wanted
     */
    Optional<Message> message(UUID subjectId);
}
