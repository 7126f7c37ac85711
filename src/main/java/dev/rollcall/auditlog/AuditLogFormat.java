package dev.rollcall.auditlog;

import dev.rollcall.http.ApiException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The formats of exports, with one event per line (contract for writes, section 3.7). */
enum AuditLogFormat {
    /** Comma-separated values (RFC 4180), for spreadsheets. */
    CSV {
        @Override
        String head() {
            return "Timestamp,Name,Login,Event,Description,SourceIP,RequireOrgAdmin,RequireStackAdmin,"
                    + "AuthenticationFailure\n";
        }

        @Override
        String line(AuditLogEntry entry, UUID organizationId, String host) {
            return Stream.of(
                            entry.at().truncatedTo(ChronoUnit.SECONDS).toString(),
                            entry.actor().name(),
                            entry.actor().login(),
                            entry.event(),
                            entry.description(),
                            entry.address(),
                            Boolean.toString(entry.requiresAdmin()),
                            "false",
                            "false")
                    .map(AuditLogFormat::cell)
                    .collect(Collectors.joining(",", "", "\n"));
        }
    },
    /** ArcSight's Common Event Format, for systems that collect security events. */
    CEF {
        @Override
        String head() {
            return "";
        }

        @Override
        String line(AuditLogEntry entry, UUID organizationId, String host) {
            Instant at = entry.at();
            return TIME.format(at) + " " + host + " CEF:0|Rollcall|Rollcall|1.0|" + header(entry.event()) + "|"
                    + header(entry.description()) + "|0|"
                    + Stream.of(
                                    List.of("dvchost", host),
                                    List.of("rt", Long.toString(at.toEpochMilli())),
                                    List.of("src", entry.address()),
                                    List.of("suser", entry.actor().login()),
                                    List.of("orgID", organizationId.toString()),
                                    List.of("userID", entry.actor().id().toString()),
                                    List.of("requireOrgAdmin", Boolean.toString(entry.requiresAdmin())),
                                    List.of("requireStackAdmin", "false"),
                                    List.of("authenticationFailure", "false"),
                                    List.of(
                                            "tokenID",
                                            entry.tokenId() == null
                                                    ? ""
                                                    : entry.tokenId().toString()),
                                    List.of("tokenName", entry.tokenName() == null ? "" : entry.tokenName()),
                                    List.of("requestID", entry.requestId() == null ? "" : entry.requestId()))
                            .filter(field -> !field.get(1).isEmpty())
                            .map(field -> field.get(0) + "=" + value(field.get(1)))
                            .collect(Collectors.joining(" ", "", "\n"));
        }
    };

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("MMM dd HH:mm:ss", Locale.ENGLISH).withZone(ZoneOffset.UTC);

    /**
     * Parses the parameter {@code format} of an export.
     *
     * @param name null for the default, CSV
     * @throws ApiException 400 for an unknown format
     */
    static AuditLogFormat of(String name) {
        return name == null
                ? CSV
                : Arrays.stream(values())
                        .filter(format -> format.name().toLowerCase(Locale.ROOT).equals(name))
                        .findFirst()
                        .orElseThrow(() -> ApiException.badRequest("invalid query params: format must be csv or cef."));
    }

    /** {@return what an export begins with} */
    abstract String head();

    /**
     * {@return an event as one line}
     *
     * @param host the name of this server
     */
    abstract String line(AuditLogEntry entry, UUID organizationId, String host);

    /** A spreadsheet takes a cell that begins with one of these characters for a formula, and a formula can send data. */
    private static String cell(String text) {
        String plain = text.matches("(?s)[=+\\-@\\t\\r\\n].*") ? "'" + text : text;
        return plain.matches("(?s).*[,\"\\r\\n].*") ? '"' + plain.replace("\"", "\"\"") + '"' : plain;
    }

    /** Text before the extension: {@code |} would end it, and it has no form for line breaks. */
    private static String header(String text) {
        return text.replace("\\", "\\\\").replace("|", "\\|").replaceAll("[\\r\\n]+", " ");
    }

    /** A value in the extension: {@code =} would begin another value. */
    private static String value(String text) {
        return text.replace("\\", "\\\\")
                .replace("=", "\\=")
                .replace("\r", "\\r")
                .replace("\n", "\\n");
    }
}
