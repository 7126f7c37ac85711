package dev.rollcall.provider;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ForeignTextTest {

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "  ",
                "\u0000",
                "\ud83d",
                "\u0085\n",
                "\u200b\u200c\u200d\u2060\ufeff",
                "\u202e\u2066\u2069",
                "\u00a0\u3000",
                "\u2800\u3164\u115f\uffa0",
                "\ufe0f\u034f\u180e\u00ad",
                "\udb40\udc41"
            })
    void isNothingWhenNothingIsLeft(String text) {
        assertThat(ForeignText.storable(text)).isEmpty();
    }

    @Test
    void keepsWholeCharactersOnly() {
        assertThat(ForeignText.storable(" a\u0000\ud83d\ude00\ude00 b\t")).contains("a\ud83d\ude00 b");
        assertThat(ForeignText.storable("\ud83d\ude00".repeat(300))).contains("\ud83d\ude00".repeat(255));
    }

    @Test
    void dropsWhatIsInvisibleOrTurnsTheTextAround() {
        assertThat(ForeignText.storable("\u202egro.elpmaxe\u202c (Ada\u200b)")).contains("gro.elpmaxe (Ada)");
        assertThat(ForeignText.storable("\u2066Ada\u2069\u00a0")).contains("Ada");
        assertThat(ForeignText.storable("محمد José 王小明 O\u2019Neill")).contains("محمد José 王小明 O\u2019Neill");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "ac\u0007me", "acme\u0000", " acme", "acme\u200b", "\u202eacme"})
    void isNotRepairedWhereItDecidesWhatSomebodyMayDo(String text) {
        assertThat(ForeignText.exact(text)).isEmpty();
        assertThat(ForeignText.exact("acme")).contains("acme");
    }

    @Test
    void isTheSameInAnyCaseOfTheLettersAToZOnly() {
        assertThat(ForeignText.same("Kiss/ACME", "kISS/acme")).isTrue();
        assertThat(ForeignText.same("kiss", "k\u0131ss")).isFalse();
        assertThat(ForeignText.same("kiss", "\u212aiss")).isFalse();
        assertThat(ForeignText.same("kiss", "ki\u017fs")).isFalse();
        assertThat(ForeignText.same("kiss", null)).isFalse();
        assertThat(IdentityProvider.named("GitHub.com")).contains(IdentityProvider.GITHUB);
        assertThat(IdentityProvider.named("\u017faml")).isEmpty();
        assertThat(IdentityProvider.named("bitbuc\u212aet")).isEmpty();
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bo\u0007ss@victim.example",
                "boss@victim.example\u0000",
                "boss@victim.example\n",
                " boss@victim.example",
                "bo\u200bss@victim.example",
                "boss\u202e@victim.example",
                "boss@vic\u00adtim.example",
                "bo\u00a0ss@victim.example",
                "bo\ud800ss@victim.example",
                "boss@\u212aiss.example",
                "boss@victim.example."
            })
    void refusesAnAddressThatWouldHaveToBeRepaired(String address) {
        assertThat(ForeignText.email(address)).isEmpty();
    }

    @Test
    void keepsAnAddressAndWritesItsDomainInAscii() {
        assertThat(ForeignText.email("Ada+1@EXAMPLE.com")).contains("Ada+1@EXAMPLE.com");
        assertThat(ForeignText.email("josé@bücher.example")).contains("josé@xn--bcher-kva.example");
        assertThat(ForeignText.email("boss@k\u0131ss.example")).contains("boss@xn--kss-jua.example");
        assertThat(ForeignText.domain("boss@KISS.example")).isEqualTo("kiss.example");
    }
}
