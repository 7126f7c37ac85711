package dev.rollcall.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.http.ApiException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PageSizeTest {

    @ParameterizedTest
    @CsvSource({"1,1", "0042,42", "1000,1000", "1001,1000", "9223372036854775807,1000", "99999999999999999999999,1000"})
    void isAtMostTheMaximum(String text, int value) {
        assertThat(PageSize.of(text, 100)).isEqualTo(new PageSize(value));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "000", "-1", "+1", "1.5", "1e3", "ten", " 5", "5 ", "٣", "NaN"})
    void isAPositiveWholeNumber(String text) {
        assertThatThrownBy(() -> PageSize.of(text, 100))
                .isInstanceOf(ApiException.class)
                .hasMessage("Invalid continuationToken or maxResults value.");
    }

    @Test
    void isTheDefaultOfTheListWithoutTheParameter() {
        assertThat(PageSize.of(null, 500)).isEqualTo(new PageSize(500));
    }

    @Test
    void acceptsZerosInFrontWithoutEnd() {
        assertThat(PageSize.of("0".repeat(10_000) + "7", 100)).isEqualTo(new PageSize(7));
    }
}
