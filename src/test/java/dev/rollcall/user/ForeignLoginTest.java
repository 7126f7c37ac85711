package dev.rollcall.user;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ForeignLoginTest {

    @ParameterizedTest
    @CsvSource({
        "ada, ada",
        "Ada_Lovelace-1, Ada_Lovelace-1",
        "ada@example.com, ada-example-com",
        "Ada  Lovelace, Ada-Lovelace",
        "José Müller-Lüdenscheidt, Jose-Muller-Ludenscheidt",
        "ﬁona, fiona",
        "ＡＤＡ, ADA",
        "--ada--, ada",
        "_ada_, ada",
        "auth0|5f7c8ec7c33c6c004bbafe82, auth0-5f7c8ec7c33c6c004bbafe82",
        "王 Wang, Wang-Wang",
        "Jose\u0301, Jose",
        "O'Brien, O-Brien",
        "Ada 😀, Ada",
        "Ada ², Ada-2",
        "a, a-user",
        "é, e-user",
        "al, al-user",
        "0123456789012345678901234567890123456789x, 0123456789012345678901234567890123456789",
        "012345678901234567890123456789012345678.x, 012345678901234567890123456789012345678"
    })
    void fitsWhatSomebodyIsCalledElsewhere(String foreign, String fitted) {
        assertThat(ForeignLogin.fit(foreign)).contains(fitted);
    }

    /** A name in each of about fifty scripts, and the letters of Latin alphabets that are no letter with an accent. */
    @ParameterizedTest
    @CsvSource({
        "Łukasz, Lukasz",
        "Straße, Strasse",
        "Иван, Ivan",
        "Ελευθερία, Eleytheria",
        "Ђорђе, Djordje",
        "Þórdís, Thordis",
        "Ægir, Aegir",
        "İbrahim, Ibrahim",
        "Nguyễn Đức, Nguyen-Duc",
        "王小明, WangXiaoMing",
        "田中さくら, TianZhongsakura",
        "タナカ, tanaka",
        "김민준, GimMinJun",
        "محمد, mhmd",
        "משה, msh",
        "आनंद, anmd",
        "অনিক, anik",
        "ਗੁਰਪ੍ਰੀਤ, gurprit",
        "ગુજરાતી, gujrati",
        "ଓଡ଼ିଆ, odia",
        "தமிழ், tmil",
        "తెలుగు, telugu",
        "ಕನ್ನಡ, knnd",
        "മലയാളം, mlyalm",
        "සිංහල, simhl",
        "สมชาย, smchay",
        "ລາວ, lav",
        "မြန်မာ, mrnma",
        "ខ្មែរ, khmaer",
        "བསྟན་འཛིན, bstn-dzin",
        "Գևորգ, Gevorg",
        "გიორგი, giorgi",
        "ተስፋዬ, tesfaye",
        "ᏣᎳᎩ, TsaLaGi",
        "ᐃᓄᒃ, inok",
        "ߒߞߏ, nko",
        "ⵜⴰⵏⵉⵔⵜ, tanirt",
        "ᠮᠣᠩᠭᠣᠯ, monggol",
        "ꯃꯩꯇꯩ, meitei",
        "ᥖᥭᥰ, dai",
        "ޑިވެހި, divehi",
        "ܐܒܪܗܡ, brhm",
        "ꦗꦮ, jw-user",
        "ᮞᮥᮔ᮪ᮓ, sund",
        "ᬩᬮᬶ, bli",
        "ꆈꌠ, nuosu",
        "ᱥᱟᱱᱛᱟᱲᱤ, santari",
        "Ⲙⲁⲣⲕⲟⲥ, Markos",
        "𐌲𐌿𐍄, gut"
    })
    void writesNamesOfAllScriptsInLatinLetters(String foreign, String fitted) {
        assertThat(ForeignLogin.fit(foreign)).contains(fitted);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "-", "___", "\u0000", "\ud800", "😀"})
    void findsNothingInWhatHasNoLetterOrDigit(String foreign) {
        assertThat(ForeignLogin.fit(foreign)).isEmpty();
    }

    @Test
    void isValidWhateverItWasMadeOf() {
        Random random = new Random(7522);
        for (int i = 0; i < 100_000; i++) {
            String foreign = random(random);

            Optional<String> fitted = ForeignLogin.fit(foreign);

            assertThat(fitted.map(OwnerName::isValid).orElse(true)).as(foreign).isTrue();
            assertThat(fitted.flatMap(ForeignLogin::fit)).as(foreign).isEqualTo(fitted);
        }
    }

    private static String random(Random random) {
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(60); length > 0; length--) {
            switch (random.nextInt(4)) {
                case 0 -> text.append((char) random.nextInt(0x10000));
                case 1 -> text.append("-_.@ |".charAt(random.nextInt(6)));
                default -> text.append((char) ('0' + random.nextInt(75)));
            }
        }
        return text.toString();
    }
}
