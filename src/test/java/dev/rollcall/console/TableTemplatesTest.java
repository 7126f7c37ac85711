package dev.rollcall.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** On a phone, each row of a table is a card. Its cells say what they are, because the headings of the columns are hidden. */
class TableTemplatesTest {

    private static final Path TEMPLATES = Path.of("src/main/resources/templates");
    private static final Pattern TABLE = Pattern.compile("(?s)<thead>(.*?)</thead>(.*?)</table>");
    private static final Pattern HEADING = Pattern.compile("<th scope=\"col\">(.*?)</th>");
    private static final Pattern ROW = Pattern.compile("(?s)<tr>(.*?)</tr>");
    private static final Pattern CELL = Pattern.compile("<td(?: data-label=\"([^\"]*)\")?>");

    @Test
    void eachCellHasTheHeadingOfItsColumn() throws IOException {
        int tables = 0;
        for (Path template : templates()) {
            for (MatchResult table : all(TABLE, Files.readString(template))) {
                tables++;
                List<String> headings = all(HEADING, table.group(1)).stream()
                        .map(one -> one.group(1))
                        .toList();
                for (MatchResult row : all(ROW, table.group(2))) {
                    List<String> labels = all(CELL, row.group(1)).stream()
                            .map(one -> one.group(1))
                            .toList();
                    assertThat(labels).as(template.toString()).hasSameSizeAs(headings);
                    for (int i = 0; i < labels.size(); i++) {
                        // The first cell is the title of the card. Buttons and links say themselves what they do.
                        if (labels.get(i) != null || (i > 0 && !headings.get(i).equals("Actions"))) {
                            assertThat(labels.get(i)).as(template.toString()).isEqualTo(headings.get(i));
                        }
                    }
                }
            }
        }
        assertThat(tables).isGreaterThan(20);
    }

    private static List<Path> templates() throws IOException {
        try (Stream<Path> files = Files.walk(TEMPLATES)) {
            return files.filter(name -> name.toString().endsWith(".html")).toList();
        }
    }

    private static List<MatchResult> all(Pattern pattern, String text) {
        return pattern.matcher(text).results().toList();
    }
}
