package dev.rollcall.console;

import io.quarkus.qute.TemplateExtension;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Writes times for people; templates use it as {@code {instant.utc}}. */
@TemplateExtension
public final class Moment {

    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd 'at' HH:mm 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private Moment() {}

    /** {@return the time, for example {@code 2026-12-31 at 23:59 UTC}} */
    public static String utc(Instant time) {
        return MINUTE.format(time);
    }
}
