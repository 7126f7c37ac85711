package dev.rollcall.user;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;

class AvatarTest {

    @Test
    void isWellFormed() throws Exception {
        for (UUID id : Stream.generate(UUID::randomUUID).limit(100).toList()) {
            byte[] svg = Avatar.draw(id).getBytes(StandardCharsets.UTF_8);
            assertThat(DocumentBuilderFactory.newInstance()
                            .newDocumentBuilder()
                            .parse(new ByteArrayInputStream(svg))
                            .getDocumentElement()
                            .getTagName())
                    .isEqualTo("svg");
        }
    }

    @Test
    void differsFromPersonToPerson() {
        assertThat(Stream.generate(UUID::randomUUID)
                        .limit(1000)
                        .map(Avatar::draw)
                        .distinct()
                        .count())
                .isGreaterThan(990);
    }

    @Test
    void differsForIdsThatWereMadeOneAfterTheOther() {
        assertThat(Avatar.draw(UUID.fromString("01990000-0000-7000-8000-000000000001")))
                .isNotEqualTo(Avatar.draw(UUID.fromString("01990000-0000-7000-8000-000000000002")));
    }
}
