package dev.rollcall.history;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rollcall.body.KeepsState;
import dev.rollcall.body.Spool;
import dev.rollcall.history.UpdateHistory.Entry;
import dev.rollcall.history.UpdateHistory.Info;
import dev.rollcall.http.ApiException;
import dev.rollcall.security.Caller;
import dev.rollcall.stack.ReachedStack;
import dev.rollcall.stack.StackAccess;
import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

/** Shows the updates of a stack (contract for stacks, section 3). */
@Path("/api/stacks/{orgName}/{projectName}/{stackName}/updates")
@Authenticated
@KeepsState
@Tag(name = "Stack updates")
class HistoryResource {

    /** The most updates of one page. Page 0 has all, which is not more than clients can show. */
    private static final int MOST = 10_000;

    private static final int USUAL = 10;

    private final SecurityIdentity identity;
    private final StackAccess stacks;
    private final UpdateHistory history;
    private final Spool spool;
    private final ObjectMapper json;

    HistoryResource(
            SecurityIdentity identity, StackAccess stacks, UpdateHistory history, Spool spool, ObjectMapper json) {
        this.identity = identity;
        this.stacks = stacks;
        this.history = history;
        this.spool = spool;
        this.json = json;
    }

    /** Only describes the response, which is written update by update. */
    @Schema(name = "AppGetHistoryResponse", description = "Updates of a stack.")
    private record History(
            @Schema(required = true, description = "The updates, the newest first.")
            List<Info> updates) {}

    @GET
    @Operation(
            operationId = "GetStackUpdates",
            summary = "List the updates of a stack",
            description = "The newest first, with those that failed, without previews.")
    @APIResponse(
            responseCode = "200",
            description = "A page of updates.",
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = History.class)))
    @APIResponse(responseCode = "404", description = "The caller cannot reach such a stack.")
    public RestResponse<InputStream> list(
            String orgName,
            String projectName,
            String stackName,
            @Parameter(
                            description = "The page, from 1. 0, and no page, have all updates.",
                            schema = @Schema(type = SchemaType.INTEGER, minimum = "0", maximum = "999999999"))
                    @QueryParam("page")
                    String page,
            @Parameter(
                            description = "How many updates a page has: 10 if it is absent.",
                            schema = @Schema(type = SchemaType.INTEGER, minimum = "0", maximum = "999999999"))
                    @QueryParam("pageSize")
                    String pageSize,
            @Context RoutingContext context)
            throws IOException {
        ReachedStack stack = stacks.of((Caller) identity.getPrincipal(), orgName, projectName, stackName);
        long number = number("page", page, 0);
        long wanted = Math.max(1, Math.min(MOST, number("pageSize", pageSize, USUAL)));
        long size = number == 0 ? MOST : wanted;
        Spool.Content content = spool.create();
        content.closeAfter(context);
        try (JsonGenerator target = json.createGenerator(content)) {
            target.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            target.writeStartObject();
            target.writeArrayFieldStart("updates");
            history.write(stack.id(), size, Math.max(0, number - 1) * size, target);
            target.writeEndArray();
            target.writeEndObject();
        }
        return ResponseBuilder.ok(content.open())
                .header(HttpHeaders.CONTENT_TYPE, "application/json")
                .header(HttpHeaders.CONTENT_LENGTH, content.length())
                .build();
    }

    private static long number(String name, String text, int otherwise) {
        if (text == null) {
            return otherwise;
        }
        if (!text.matches("[0-9]{1,9}")) {
            throw ApiException.badRequest(name + " must be a whole number.");
        }
        return Long.parseLong(text);
    }

    @GET
    @Path("/latest")
    @Operation(
            operationId = "GetLatestStackUpdate",
            summary = "See the newest update of a stack",
            description = "Whether it runs or has ended. Previews do not count.")
    @APIResponse(responseCode = "200", description = "The update.")
    @APIResponse(responseCode = "404", description = "The caller cannot reach such a stack, or it was never updated.")
    public Entry latest(String orgName, String projectName, String stackName) {
        ReachedStack stack = stacks.of((Caller) identity.getPrincipal(), orgName, projectName, stackName);
        return history.latest(stack.id())
                .orElseThrow(() -> ApiException.notFound("Stack '" + stack + "' was never updated"));
    }

    @GET
    @Path("/{version}")
    @Operation(
            operationId = "GetStackUpdate",
            summary = "See the update that made a version of a stack",
            description = "Whether it runs or has ended.")
    @APIResponse(responseCode = "200", description = "The update.")
    @APIResponse(responseCode = "404", description = "The caller cannot reach such a stack, or it has no such version.")
    public Entry version(String orgName, String projectName, String stackName, String version) {
        ReachedStack stack = stacks.of((Caller) identity.getPrincipal(), orgName, projectName, stackName);
        return Optional.of(version)
                .filter(text -> text.matches("[0-9]{1,18}"))
                .flatMap(text -> history.find(stack.id(), Long.parseLong(text)))
                .orElseThrow(
                        () -> ApiException.notFound("Version '" + version + "' of stack '" + stack + "' not found"));
    }
}
