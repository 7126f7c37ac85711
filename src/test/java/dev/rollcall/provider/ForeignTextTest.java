package dev.rollcall.provider;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ForeignTextTest {

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "  ", "\u0000", "\ud83d", "\u0085\n"})
    void isNothingWhenNothingIsLeft(String text) {
        assertThat(ForeignText.storable(text)).isEmpty();
    }

    @Test
    void keepsWholeCharactersOnly() {
        assertThat(ForeignText.storable(" a\u0000\ud83d\ude00\ude00 b\t")).contains("a\ud83d\ude00 b");
        assertThat(ForeignText.storable("\ud83d\ude00".repeat(300))).contains("\ud83d\ude00".repeat(255));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {"", "http://host/", "//host/", "https:///path", "https://host/with space", "javascript:alert(1)"
            })
    void knowsWhatCannotBeAUrl(String text) {
        assertThat(ForeignText.url(text, "https")).isEmpty();
        assertThat(ForeignText.url("https://host/" + text, "http")).isEmpty();
    }

    @Test
    void keepsUrlsOfTheGivenSchemes() {
        assertThat(ForeignText.url("http://host/a?b=c", "https", "http")).contains("http://host/a?b=c");
        assertThat(ForeignText.url("https://host/" + "x".repeat(2048), "https")).isEmpty();
    }

    @Test
    void knowsWhatCannotBeAnAddress() {
        assertThat(ForeignText.email("ada@example.com")).contains("ada@example.com");
        assertThat(ForeignText.email("ada")).isEmpty();
        assertThat(ForeignText.email("a@b@c")).isEmpty();
        assertThat(ForeignText.email("x".repeat(250) + "@example.com")).isEmpty();
    }
}
