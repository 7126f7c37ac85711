package dev.rollcall.auditlog;

import static org.eclipse.microprofile.openapi.annotations.enums.ParameterIn.QUERY;
import static org.eclipse.microprofile.openapi.annotations.enums.SchemaType.INTEGER;
import static org.eclipse.microprofile.openapi.annotations.enums.SchemaType.STRING;

import dev.rollcall.auditlog.AuditLogEvents.Seconds;
import dev.rollcall.auditlog.AuditLogExports.Begun;
import dev.rollcall.auditlog.AuditLogs.Page;
import dev.rollcall.http.PublicAddress;
import dev.rollcall.organization.OrganizationAccess;
import dev.rollcall.organization.Permission;
import dev.rollcall.organization.Standing;
import dev.rollcall.query.PageSize;
import dev.rollcall.security.Caller;
import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.core.UriInfo;
import java.time.Instant;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

/**
 * What happened in an organization (contract for writes, section 3.7). Version 1 of the operations is for older clients: its
 * bounds are upper ones, and its cursor is a Unix time.
 */
@Path("/api/orgs/{orgName}/auditlogs")
@Authenticated
@Tag(name = "AuditLogs")
class AuditLogResource {

    private static final String TEXT = "text/plain;charset=UTF-8";
    private static final PageSize DEFAULT_SIZE = new PageSize(100);

    private final SecurityIdentity identity;
    private final OrganizationAccess access;
    private final AuditLogEvents events;
    private final AuditLogs logs;
    private final PublicAddress address;

    AuditLogResource(
            SecurityIdentity identity,
            OrganizationAccess access,
            AuditLogEvents events,
            AuditLogs logs,
            PublicAddress address) {
        this.identity = identity;
        this.access = access;
        this.events = events;
        this.logs = logs;
        this.address = address;
    }

    @GET
    @Path("v2")
    @Operation(
            operationId = "ListAuditLogEventsHandlerV2",
            summary = "List what happened in an organization",
            description = "Newest first, in pages. For admins of the organization.")
    @Parameter(name = "startTime", in = QUERY)
    @Parameter(name = "endTime", in = QUERY)
    @Parameter(name = "eventFilter", in = QUERY)
    @Parameter(name = "eventType", in = QUERY)
    @Parameter(name = "userFilter", in = QUERY)
    @Parameter(name = "user", in = QUERY)
    @Parameter(
            name = "maxResults",
            in = QUERY,
            description = "Maximum number of events. Values above 1000 count as 1000.",
            schema = @Schema(type = INTEGER, minimum = "1", defaultValue = "100"))
    @Parameter(
            name = "continuationToken",
            in = QUERY,
            description = "From the previous page. Send the same filters.",
            schema = @Schema(type = STRING))
    @Parameter(name = "format", in = QUERY, description = "Only json.", schema = @Schema(type = STRING))
    @APIResponse(responseCode = "200", description = "A page of events.")
    @APIResponse(responseCode = "400", description = "A parameter is invalid.")
    @APIResponse(responseCode = "403", description = "The caller may not read the audit log.")
    @APIResponse(
            responseCode = "404",
            description = "The caller belongs to no organization of this name, or the organization knows no such user.")
    // Reads the URI, because Quarkus passes empty parameters as absent.
    public ResponseAuditLogs list(String orgName, @Context UriInfo uri) {
        Standing standing = access.of(caller(), orgName).require(Permission.READ_AUDIT_LOGS);
        AuditLogParameters parameters = listParameters(uri);
        Page page = logs.page(
                standing,
                parameters,
                PageSize.of(uri.getQueryParameters().getFirst("maxResults"), DEFAULT_SIZE.value())
                        .value());
        return ResponseAuditLogs.of(page.entries(), page.next(), address);
    }

    @GET
    @Path("v2/export")
    @Operation(
            operationId = "ExportAuditLogEventsHandlerV2",
            summary = "Export what happened in an organization",
            description =
                    "All events that the filters select, newest first, one per line. For admins of the organization.")
    @Parameter(name = "startTime", in = QUERY)
    @Parameter(name = "endTime", in = QUERY)
    @Parameter(name = "eventFilter", in = QUERY)
    @Parameter(name = "eventType", in = QUERY)
    @Parameter(name = "userFilter", in = QUERY)
    @Parameter(name = "user", in = QUERY)
    @Parameter(
            name = "continuationToken",
            in = QUERY,
            description = "From a page of the list with the same filters. The export begins after that page.",
            schema = @Schema(type = STRING))
    @Parameter(name = "format", in = QUERY)
    @APIResponse(
            responseCode = "200",
            description = "The events as text.",
            content = @Content(mediaType = "text/plain", schema = @Schema(type = STRING)))
    @APIResponse(responseCode = "400", description = "A parameter is invalid.")
    @APIResponse(responseCode = "403", description = "The caller may not export the audit log.")
    @APIResponse(
            responseCode = "404",
            description = "The caller belongs to no organization of this name, or the organization knows no such user.")
    public RestResponse<StreamingOutput> export(String orgName, @Context UriInfo uri) {
        Begun export = logs.export(
                caller(), access.of(caller(), orgName).require(Permission.EXPORT_AUDIT_LOGS), parameters(uri));
        return ResponseBuilder.<StreamingOutput>ok(out -> logs.write(export, out), TEXT)
                .build();
    }

    @GET
    @Operation(
            operationId = "ListAuditLogEventsHandlerV1",
            summary = "List what happened in an organization before a time",
            description = "For older clients. startTime is the end here. Newest first, in pages of whole seconds.")
    @Parameter(
            name = "startTime",
            in = QUERY,
            description = "Only events before this time, in seconds since 1970. Required on the first page.",
            schema = @Schema(type = INTEGER, format = "int64", minimum = "0"))
    @Parameter(
            name = "endTime",
            in = QUERY,
            description = "Means the same as startTime. If both are sent, the earlier one counts.",
            schema = @Schema(type = INTEGER, format = "int64", minimum = "0"))
    @Parameter(name = "eventFilter", in = QUERY)
    @Parameter(name = "eventType", in = QUERY)
    @Parameter(name = "userFilter", in = QUERY)
    @Parameter(name = "user", in = QUERY)
    @Parameter(
            name = "continuationToken",
            in = QUERY,
            description = "From the previous page: a time in seconds since 1970.",
            schema = @Schema(type = STRING))
    @Parameter(name = "format", in = QUERY, description = "Only json.", schema = @Schema(type = STRING))
    @APIResponse(responseCode = "200", description = "A page of events.")
    @APIResponse(responseCode = "400", description = "A parameter is invalid, or there is no time.")
    @APIResponse(responseCode = "403", description = "The caller may not read the audit log.")
    @APIResponse(
            responseCode = "404",
            description = "The caller belongs to no organization of this name, or the organization knows no such user.")
    public ResponseAuditLogs listBefore(String orgName, @Context UriInfo uri) {
        Standing standing = access.of(caller(), orgName).require(Permission.READ_AUDIT_LOGS);
        Seconds page = events.readSeconds(filterBefore(standing, listParameters(uri)), DEFAULT_SIZE.value());
        return ResponseAuditLogs.of(
                page.entries(), page.next() == null ? null : page.next().toString(), address);
    }

    @GET
    @Path("export")
    @Operation(
            operationId = "ExportAuditLogEventsHandlerV1",
            summary = "Export what happened in an organization before a time",
            description = "For older clients. startTime is the end here. The response is compressed with gzip always.")
    @Parameter(
            name = "startTime",
            in = QUERY,
            description = "Only events before this time, in seconds since 1970. Required without continuationToken.",
            schema = @Schema(type = INTEGER, format = "int64", minimum = "0"))
    @Parameter(
            name = "endTime",
            in = QUERY,
            description = "Means the same as startTime. If both are sent, the earlier one counts.",
            schema = @Schema(type = INTEGER, format = "int64", minimum = "0"))
    @Parameter(name = "eventFilter", in = QUERY)
    @Parameter(name = "eventType", in = QUERY)
    @Parameter(name = "userFilter", in = QUERY)
    @Parameter(name = "user", in = QUERY)
    @Parameter(
            name = "continuationToken",
            in = QUERY,
            description = "From a page of the list: a time in seconds since 1970.",
            schema = @Schema(type = STRING))
    @Parameter(name = "format", in = QUERY)
    @APIResponse(
            responseCode = "200",
            description = "The events as text.",
            content = @Content(mediaType = "text/plain", schema = @Schema(type = STRING)))
    @APIResponse(responseCode = "400", description = "A parameter is invalid, or there is no time.")
    @APIResponse(responseCode = "403", description = "The caller may not export the audit log.")
    @APIResponse(
            responseCode = "404",
            description = "The caller belongs to no organization of this name, or the organization knows no such user.")
    public RestResponse<StreamingOutput> exportBefore(String orgName, @Context UriInfo uri) {
        Standing standing = access.of(caller(), orgName).require(Permission.EXPORT_AUDIT_LOGS);
        AuditLogParameters parameters = parameters(uri);
        AuditLogFormat format = AuditLogFormat.of(parameters.format());
        Begun export = logs.begin(caller(), filterBefore(standing, parameters), format, null);
        return ResponseBuilder.<StreamingOutput>ok(
                        out -> {
                            GZIPOutputStream gzip = new GZIPOutputStream(out);
                            logs.write(export, gzip);
                            gzip.finish();
                        },
                        TEXT)
                .header("Content-Encoding", "gzip")
                .build();
    }

    private static AuditLogParameters parameters(UriInfo uri) {
        return AuditLogParameters.of(uri.getQueryParameters()::getFirst);
    }

    private static AuditLogParameters listParameters(UriInfo uri) {
        AuditLogParameters parameters = parameters(uri);
        if (parameters.format() != null && !parameters.format().equals("json")) {
            throw AuditLogParameters.invalid(
                    "format must be json. Exports are at another path, which ends with /export.");
        }
        return parameters;
    }

    private AuditLogFilter filterBefore(Standing standing, AuditLogParameters parameters) {
        String cursor = parameters.continuationToken();
        Instant page = cursor == null
                ? null
                : AuditLogParameters.parse(cursor)
                        .orElseThrow(() -> AuditLogParameters.invalid("continuationToken is not of this operation."));
        Instant end = Stream.of(parameters.start(), parameters.end(), page)
                .filter(Objects::nonNull)
                .min(Instant::compareTo)
                .orElseThrow(() ->
                        AuditLogParameters.invalid("send startTime, which is the end here, or continuationToken."));
        return new AuditLogFilter(standing.organizationId(), null, end, parameters.event(), parameters.user());
    }

    private Caller caller() {
        return (Caller) identity.getPrincipal();
    }
}
