package dev.rollcall.email;

import dev.rollcall.email.EmailVerification.Purpose;
import java.time.Instant;

/**
 * The e-mail address of a person, and what can become of it.
 *
 * @param address null if there is none
 * @param managed whether an organization manages the account, and so the address
 * @param mail whether this server sends mails
 * @param pending the address that waits to be verified; null if none does
 */
public record EmailStatus(String address, boolean verified, boolean managed, boolean mail, Pending pending) {

    /**
     * An address that waits to be verified.
     *
     * @param change whether it is to replace the current one
     * @param mailState what became of the last mail to it: {@code waiting}, {@code sent}, {@code refused},
     *     {@code abandoned}; null if there is none any more
     * @param mailFailure what the mail server answered; null if it took the mail
     */
    public record Pending(String address, boolean change, Instant expires, String mailState, String mailFailure) {

        static Pending of(String address, String purpose, Instant expires, String mailState, String mailFailure) {
            return new Pending(address, purpose.equals(Purpose.CHANGE.stored), expires, mailState, mailFailure);
        }
    }

    /** {@return whether a link to the current address can be sent} */
    public boolean canVerify() {
        return address != null && !verified && mail && !managed;
    }
}
