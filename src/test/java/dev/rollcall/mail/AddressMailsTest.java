package dev.rollcall.mail;

import static dev.rollcall.testing.Invitations.code;
import static dev.rollcall.testing.Invitations.verify;
import static dev.rollcall.testing.Rows.unique;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.Browser;
import dev.rollcall.testing.Database;
import dev.rollcall.testing.MailServer;
import dev.rollcall.testing.MailServerResource;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Person;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sends the mails of a change of address to a real SMTP server. */
@QuarkusTest
@WithTestResource(MailServerResource.class)
class AddressMailsTest {

    private static final String PAGE = "/account/email";

    @Inject
    MailDelivery delivery;

    private final Person ada = Rows.person("Ada Example");
    private final Browser browser = Browser.of(ada.id());
    private final String old = unique("old") + "@example.com";
    private final String wanted = unique("new") + "@example.com";
    private MailServer server;

    @BeforeEach
    void start() throws InterruptedException {
        Database.execute("delete from mail");
        verify(ada.id(), old);
        server = new MailServer(
                ConfigProvider.getConfig().getValue("quarkus.mailer.port", int.class),
                recipient -> recipient.startsWith("nobody") ? "550 No such user here" : null);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void goToTheNewAddressWithALinkAndToTheOldOneWithout() throws Exception {
        change(wanted);
        UUID verification = Database.value(UUID.class, "select id from email_verification where user_id = ?", ada.id());

        delivery.run();

        MimeMessage mail = server.to(wanted).get(0);
        String link = "http://localhost:8080/verify-email?code=" + code(verification);
        assertThat(mail.getSubject()).isEqualTo("Verify this e-mail address for " + ada.login());
        assertThat(text(mail))
                .contains("for the account " + ada.login() + " on localhost:8080", "\n" + link + "\n")
                .containsPattern("works until \\d{4}-\\d\\d-\\d\\d at \\d\\d:\\d\\d UTC");
        MimeMessage notice = server.to(old).get(0);
        assertThat(notice.getSubject()).isEqualTo("The e-mail address of " + ada.login() + " is about to change");
        assertThat(text(notice))
                .contains("your account " + ada.login(), "http://localhost:8080/account/email")
                .doesNotContain("code", wanted);
        assertThat(browser.get(PAGE).asString()).doesNotContain("not sent yet");
    }

    @Test
    void goToTheOldAddressEvenIfTheChangeIsConfirmedOrCanceledAtOnce() {
        change(wanted);
        browser.submit(PAGE, PAGE + "/cancel", Map.of());

        delivery.run();

        assertThat(server.to(wanted)).isEmpty();
        assertThat(server.to(old)).hasSize(1);
    }

    @Test
    void areShownAsRefusedIfTheMailServerRefusesTheAddress() {
        change("nobody-" + wanted);

        delivery.run();

        assertThat(browser.get(PAGE).asString())
                .contains("The mail was not delivered.", "<bdi>550 No such user here</bdi>");
    }

    private void change(String address) {
        assertThat(browser.submit(PAGE, PAGE, Map.of("address", address)).statusCode())
                .isEqualTo(303);
    }

    private static String text(MimeMessage mail) throws Exception {
        return ((MimeMultipart) mail.getContent())
                .getBodyPart(0)
                .getContent()
                .toString()
                .replace("\r\n", "\n");
    }
}
