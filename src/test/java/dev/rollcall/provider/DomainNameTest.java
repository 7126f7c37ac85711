package dev.rollcall.provider;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class DomainNameTest {

    @ParameterizedTest
    @CsvSource({
        "kiss.example, kiss.example",
        "KISS.Example, kiss.example",
        "localhost, localhost",
        "bücher.example, xn--bcher-kva.example",
        "bücher.EXAMPLE, xn--bcher-kva.example",
        "xn--bcher-kva.example, xn--bcher-kva.example",
        "XN--BCHER-KVA.example, xn--bcher-kva.example",
        "例え.テスト, xn--r8jz45g.xn--zckzah",
        "k\u0131ss.example, xn--kss-jua.example"
    })
    void areComparedAsALabels(String name, String labels) {
        assertThat(DomainName.aLabels(name)).contains(labels);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                ".",
                "example.",
                ".example",
                "a..example",
                "-a.example",
                "a b.example",
                " kiss.example",
                "kiss.example\u0000",
                // The Kelvin sign, the long s, a capital I with a dot, full-width letters and dots: other rules fold
                // them.
                "\u212aiss.example",
                "ki\u017fs.example",
                "k\u0130ss.example",
                "\uff4biss.example",
                "kiss\u3002example",
                "kiss\uff0eexample",
                // Not in the form that IDNA wants: a capital, a combining accent, invisible characters.
                "BÜCHER.example",
                "bu\u0308cher.example",
                "ki\u00adss.example",
                "ki\u200bss.example",
                "ki\u200dss.example",
                "user@kiss.example",
                "kiss.example/path"
            })
    void areNoneIfTheyWouldHaveToBeChangedFirst(String name) {
        assertThat(DomainName.aLabels(name)).isEmpty();
    }

    @Test
    void haveAtMost63LettersPerLabelAnd253InAll() {
        String label = "a".repeat(63);

        assertThat(DomainName.aLabels(label + ".example")).isPresent();
        assertThat(DomainName.aLabels(label + "a.example")).isEmpty();
        assertThat(DomainName.aLabels((label + ".").repeat(3) + "a".repeat(61))).isPresent();
        assertThat(DomainName.aLabels((label + ".").repeat(3) + "a".repeat(62))).isEmpty();
    }
}
