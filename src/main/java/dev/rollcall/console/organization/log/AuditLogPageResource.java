package dev.rollcall.console.organization.log;

import dev.rollcall.auditlog.AuditLogExports.Begun;
import dev.rollcall.auditlog.AuditLogs;
import dev.rollcall.auditlog.AuditLogs.Page;
import dev.rollcall.console.PageResource;
import dev.rollcall.console.QueryValue;
import dev.rollcall.console.organization.Outcome;
import dev.rollcall.console.organization.Place;
import dev.rollcall.console.organization.SettingsPageResource;
import dev.rollcall.http.ApiException;
import dev.rollcall.http.PublicAddress;
import dev.rollcall.organization.OrganizationAccess;
import dev.rollcall.organization.Permission;
import dev.rollcall.session.BrowserSessions;
import dev.rollcall.session.Visitor;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.StreamingOutput;
import java.util.List;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

/** The page of an organization's audit log, which its admins read, filter and export. */
@Path("/{orgName}/settings/audit-log")
@PermitAll
@Produces(PageResource.HTML)
class AuditLogPageResource extends SettingsPageResource {

    private static final String HERE = "/audit-log";
    private static final String FILTER = "filter";
    private static final String CSV = "text/csv;charset=UTF-8";
    private static final int PAGE = 100;

    private final AuditLogs logs;

    AuditLogPageResource(BrowserSessions sessions, PublicAddress address, OrganizationAccess access, AuditLogs logs) {
        super(sessions, address, access);
        this.logs = logs;
    }

    @GET
    public RestResponse<String> list(
            String orgName,
            @RestQuery String event,
            @RestQuery String person,
            @RestQuery String from,
            @RestQuery String until,
            @RestQuery String after,
            @Context HttpServerRequest request) {
        LogForm form = new LogForm(typed(event), typed(person), typed(from), typed(until));
        return signedIn(request, path(orgName) + HERE + "?" + form.query(), visitor -> {
            Place place = place(visitor, orgName);
            place.standing().require(Permission.READ_AUDIT_LOGS);
            Page page;
            Outcome outcome = Outcome.NONE;
            try {
                page = logs.page(place.standing(), form.parameters(after), PAGE);
            } catch (ApiException refusal) {
                if (refusal.status() >= 500) {
                    throw refusal;
                }
                outcome = Outcome.refused(FILTER, refusal);
                page = new Page(List.of(), null);
            }
            return ResponseBuilder.create(
                            RestResponse.Status.fromStatusCode(outcome.status()),
                            LogPages.auditLog(place, outcome, form, page.entries(), page.next())
                                    .render())
                    .build();
        });
    }

    /** The export of the API, for a browser, which has no access token. */
    @GET
    @Path("export")
    @Produces(CSV)
    public RestResponse<StreamingOutput> export(
            String orgName,
            @RestQuery String event,
            @RestQuery String person,
            @RestQuery String from,
            @RestQuery String until,
            @Context HttpServerRequest request) {
        LogForm form = new LogForm(typed(event), typed(person), typed(from), typed(until));
        String here = path(orgName) + HERE;
        Visitor visitor = visitor(request);
        if (!visitor.isSignedIn()) {
            return RestResponse.seeOther(
                    seeOther("/signin?return=" + QueryValue.urlEncoded(here)).getLocation());
        }
        Place place = place(visitor, orgName);
        Begun export = logs.export(caller(visitor), place.standing(), form.parameters(null));
        return ResponseBuilder.<StreamingOutput>ok(out -> logs.write(export, out), CSV)
                .header(
                        "Content-Disposition",
                        "attachment; filename=\"" + place.standing().login() + "-audit-log.csv\"")
                .build();
    }
}
