package dev.rollcall.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.query.ContinuationToken.TextKey;
import java.util.Base64;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContinuationTokenTest {

    private static final String QUESTION = "stacks of acme";
    private final UUID organization = UUID.randomUUID();
    private final UUID stack = UUID.randomUUID();

    @Test
    void givesItsKeyBack() {
        String token = ContinuationToken.after(QUESTION, organization, stack);

        assertThat(token).matches("[A-Za-z0-9_-]+");
        assertThat(ContinuationToken.read(token, QUESTION, 2).orElseThrow()).containsExactly(organization, stack);
    }

    @Test
    void isBoundToTheQuestion() {
        String token = ContinuationToken.after(QUESTION, organization, stack);

        assertThat(ContinuationToken.read(token, "stacks of globex", 2)).isEmpty();
        assertThat(ContinuationToken.read(token, QUESTION, 1)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5-", "====", "AAAA", "ä", "a b", "\0"})
    void isNothingElse(String text) {
        assertThat(ContinuationToken.read(text, QUESTION, 2)).isEmpty();
    }

    @Test
    void isNoGarbage() {
        Random random = new Random(7);
        byte[] bytes = new byte[36];
        for (int round = 0; round < 1_000; round++) {
            random.nextBytes(bytes);
            String garbage = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
            assertThat(ContinuationToken.read(garbage, QUESTION, 2)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "00000000000000042", "\u0141\u00f3d\u017a \ud83d\udc7e"})
    void givesItsTextBack(String text) {
        String token = ContinuationToken.after(QUESTION, new TextKey(text, stack));

        assertThat(ContinuationToken.readText(token, QUESTION)).contains(new TextKey(text, stack));
        assertThat(ContinuationToken.readText(token, "stacks of globex")).isEmpty();
    }

    @Test
    void isNoTextThatPostgresqlCannotStore() {
        assertThat(ContinuationToken.readText(ContinuationToken.after(QUESTION, new TextKey("a\0", stack)), QUESTION))
                .isEmpty();
        byte[] bytes = Base64.getUrlDecoder().decode(ContinuationToken.after(QUESTION, new TextKey("a", stack)));
        bytes[bytes.length - 1] = (byte) 0xff;
        assertThat(ContinuationToken.readText(Base64.getUrlEncoder().encodeToString(bytes), QUESTION))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5-", "====", "AAAA", "\u00e4", "a b", "\0"})
    void isNothingElseForATextEither(String text) {
        assertThat(ContinuationToken.readText(text, QUESTION)).isEmpty();
    }
}
