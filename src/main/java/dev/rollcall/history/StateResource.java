package dev.rollcall.history;

import dev.rollcall.body.KeepsState;
import dev.rollcall.body.StreamedBody;
import dev.rollcall.checkpoint.StateDocument;
import dev.rollcall.checkpoint.StateReader;
import dev.rollcall.checkpoint.States;
import dev.rollcall.checkpoint.States.Export;
import dev.rollcall.database.Transactions;
import dev.rollcall.http.ApiException;
import dev.rollcall.organization.StackPermission;
import dev.rollcall.secret.StackSecrets;
import dev.rollcall.security.Caller;
import dev.rollcall.stack.ReachedStack;
import dev.rollcall.stack.StackAccess;
import dev.rollcall.state.StateMetrics;
import dev.rollcall.state.Updates;
import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

/** Exports and imports the states of stacks (contract for stacks, sections 2 and 4). */
@Path("/api/stacks/{orgName}/{projectName}/{stackName}")
@Authenticated
@KeepsState
@Tag(name = "Stack states")
class StateResource {

    private static final Pattern GZIP =
            Pattern.compile("(?i)(?:.*[,\\s])?(?:x-)?gzip(?!\\s*;\\s*q=0(?:\\.0*)?\\s*(?:,|$)).*");

    private final SecurityIdentity identity;
    private final StackAccess stacks;
    private final Updates updates;
    private final States states;
    private final StateReader reader;
    private final StackSecrets secrets;
    private final StateMetrics metrics;

    StateResource(
            SecurityIdentity identity,
            StackAccess stacks,
            Updates updates,
            States states,
            StateReader reader,
            StackSecrets secrets,
            StateMetrics metrics) {
        this.identity = identity;
        this.stacks = stacks;
        this.updates = updates;
        this.states = states;
        this.reader = reader;
        this.secrets = secrets;
        this.metrics = metrics;
    }

    @GET
    @Path("/export")
    @Operation(
            operationId = "ExportStack",
            summary = "Export the newest state of a stack",
            description =
                    "With everything that the running update has written. A stack without a state gets an empty one.")
    @APIResponse(
            responseCode = "200",
            description = "The state.",
            content =
                    @Content(
                            mediaType = "application/json",
                            schema = @Schema(ref = "#/components/schemas/AppUntypedDeployment")))
    @APIResponse(responseCode = "404", description = "The caller cannot reach such a stack.")
    public RestResponse<InputStream> export(
            String orgName, String projectName, String stackName, @Context RoutingContext context) throws IOException {
        ReachedStack stack = stacks.of((Caller) identity.getPrincipal(), orgName, projectName, stackName);
        return response(states.newest(stack.id()), context);
    }

    @GET
    @Path("/export/{version}")
    @Operation(
            operationId = "ExportStackVersion",
            summary = "Export the state that a stack had after an update",
            description = "Also after an update that failed.")
    @APIResponse(
            responseCode = "200",
            description = "The state.",
            content =
                    @Content(
                            mediaType = "application/json",
                            schema = @Schema(ref = "#/components/schemas/AppUntypedDeployment")))
    @APIResponse(
            responseCode = "404",
            description = "The caller cannot reach such a stack, or the server does not have this version.")
    public RestResponse<InputStream> version(
            String orgName, String projectName, String stackName, String version, @Context RoutingContext context)
            throws IOException {
        ReachedStack stack = stacks.of((Caller) identity.getPrincipal(), orgName, projectName, stackName);
        ApiException unknown = ApiException.notFound("Version '" + version + "' of stack '" + stack + "' not found");
        if (!version.matches("[1-9][0-9]{0,17}") || Long.parseLong(version) > stack.version()) {
            throw unknown;
        }
        return response(states.find(stack.id(), Long.parseLong(version)).orElseThrow(() -> unknown), context);
    }

    /** Sends the compressed form as it is stored, if the client accepts it. */
    private static RestResponse<InputStream> response(Export export, RoutingContext context) throws IOException {
        export.content().closeAfter(context);
        boolean gzip = context.request().headers().getAll(HttpHeaders.ACCEPT_ENCODING).stream()
                .anyMatch(value -> GZIP.matcher(value).matches());
        ResponseBuilder<InputStream> response = ResponseBuilder.ok(gzip ? export.gzip() : export.json())
                .header(HttpHeaders.CONTENT_TYPE, "application/json")
                .header(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
        if (gzip) {
            response.header(HttpHeaders.CONTENT_ENCODING, "gzip")
                    .header(HttpHeaders.CONTENT_LENGTH, export.compressed());
        }
        return response.build();
    }

    @Schema(name = "AppImportStackResponse", description = "An import.")
    record Imported(
            @Schema(required = true, format = "uuid", description = "The id of the update that the import is.")
            String updateId) {}

    @POST
    @Path("/import")
    @Operation(
            operationId = "ImportStack",
            summary = "Replace the state of a stack",
            description = "An update of its own, which has ended when the response arrives.")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = "application/json",
                            schema = @Schema(ref = "#/components/schemas/AppUntypedDeployment")))
    @APIResponse(responseCode = "200", description = "The state is stored.")
    @APIResponse(responseCode = "400", description = "The body is no state, or has secrets of another stack.")
    @APIResponse(responseCode = "403", description = "The caller may not update the stack.")
    @APIResponse(responseCode = "404", description = "The caller cannot reach such a stack.")
    @APIResponse(responseCode = "409", description = "An update is in progress.")
    public Imported importState(
            String orgName,
            String projectName,
            String stackName,
            @Context RoutingContext context,
            @Context HttpServerRequest request)
            throws IOException {
        Caller caller = (Caller) identity.getPrincipal();
        // Before the work. It is checked again under the lock.
        stacks.of(caller, orgName, projectName, stackName).require(StackPermission.WRITE);
        long begin = System.nanoTime();
        try (StateDocument state = reader.state(StreamedBody.of(context))) {
            UUID id = Transactions.call(() -> {
                ReachedStack stack = stacks.locked(caller, orgName, projectName, stackName, StackPermission.WRITE);
                requireOwnSecrets(stack, state);
                return updates.importState(caller, caller.source(request), stack, state);
            });
            metrics.written(state.content().length(), Duration.ofNanos(System.nanoTime() - begin));
            return new Imported(id.toString());
        }
    }

    /** Another server, and a stack that was deleted, may have had the same names. The ciphertext shows that. */
    private void requireOwnSecrets(ReachedStack stack, StateDocument state) {
        boolean own = state.secretsOf() == null
                || (state.secretsOf().equalsIgnoreCase(stack.toString())
                        && (state.ciphertext() == null || secrets.isOf(stack.id(), state.ciphertext())));
        if (!own) {
            throw ApiException.badRequest("cannot import deployment with encrypted secrets from a different stack");
        }
    }

    /** Only describes the state. No state is ever an object of this type. */
    @Schema(name = "AppUntypedDeployment", description = "The state of a stack.")
    record UntypedDeployment(
            @Schema(required = true, description = "The version of the format, from 1 to 4.")
            Integer version,

            @Schema(description = "What a client must know to read the deployment.")
            List<String> features,

            @Schema(required = true, description = "The deployment. The server keeps its bytes.")
            Object deployment) {}
}
