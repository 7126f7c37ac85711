package dev.rollcall.mail;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.internet.MimeUtility;
import java.io.UnsupportedEncodingException;
import org.junit.jupiter.api.Test;

class SubjectTest {

    @Test
    void staysAsItIsIfVertxCanEncodeIt() {
        assertThat(Subject.encoded("Grace lädt dich ein")).isEqualTo("Grace lädt dich ein");
    }

    @Test
    void keepsCharactersThatHaveTwoUnitsInOneLine() throws UnsupportedEncodingException {
        for (String text :
                new String[] {"Ada \uD83C\uDF89", "\uD842\uDFB7 invites you to \uD83E\uDD84", "é\uD83C\uDF89".repeat(40)
                }) {
            String encoded = Subject.encoded(text);

            assertThat(encoded).matches("[ -~]+").hasSizeLessThan(900);
            assertThat(MimeUtility.decodeText(encoded)).isEqualTo(text);
        }
    }

    @Test
    void isShortenedToALine() throws UnsupportedEncodingException {
        String encoded = Subject.encoded("\uD83C\uDF89".repeat(500));

        assertThat(encoded).hasSizeLessThan(989);
        assertThat(MimeUtility.decodeText(encoded)).isEqualTo("\uD83C\uDF89".repeat(120) + "...");
        assertThat(encoded.split(" ", -1)).allSatisfy(word -> assertThat(word).hasSizeLessThanOrEqualTo(75));
    }
}
