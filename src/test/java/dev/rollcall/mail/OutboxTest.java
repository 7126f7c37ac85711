package dev.rollcall.mail;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutboxTest {

    @ParameterizedTest
    @ValueSource(strings = {"rollcall@example.com", "Rollcall <rollcall@example.com>", "Büro <a@b.example>"})
    void knowsSenders(String from) {
        assertThat(Outbox.isSender(from)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rollcall",
                "rollcall@",
                "<rollcall@example.com",
                "Rollcall <rollcall@example.com> x",
                "Roll\ncall <a@b.example>",
                "a b@example.com"
            })
    void refusesWhatIsNoSender(String from) {
        assertThat(Outbox.isSender(from)).isFalse();
    }
}
