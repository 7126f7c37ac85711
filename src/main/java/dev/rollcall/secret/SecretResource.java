package dev.rollcall.secret;

import dev.rollcall.audit.AuditEvent.Action;
import dev.rollcall.audit.AuditLog;
import dev.rollcall.body.KeepsState;
import dev.rollcall.body.StreamedBody;
import dev.rollcall.http.ApiException;
import dev.rollcall.secret.StackSecrets.Batch;
import dev.rollcall.security.Caller;
import dev.rollcall.stack.ReachedStack;
import dev.rollcall.stack.StackAccess;
import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

/**
 * Encrypts and decrypts secrets of stacks, for callers who can read them (contract for stacks, section 5). Every decryption is
 * in the audit log.
 */
@Path("/api/stacks/{orgName}/{projectName}/{stackName}")
@Authenticated
@KeepsState
@Tag(name = "Stack secrets")
// Bodies are read and written, never compared.
@SuppressWarnings("ArrayRecordComponent")
class SecretResource {

    private final SecurityIdentity identity;
    private final StackAccess stacks;
    private final StackSecrets secrets;
    private final AuditLog audit;

    SecretResource(SecurityIdentity identity, StackAccess stacks, StackSecrets secrets, AuditLog audit) {
        this.identity = identity;
        this.stacks = stacks;
        this.secrets = secrets;
        this.audit = audit;
    }

    @Schema(name = "AppEncryptValueRequest", description = "A value to encrypt.")
    record Plaintext(
            @Schema(required = true, format = "byte", description = "The value in base64.")
            byte[] plaintext) {}

    @Schema(name = "AppEncryptValueResponse", description = "An encrypted value.")
    record Ciphertext(
            @Schema(required = true, format = "byte", description = "The encrypted value in base64.")
            byte[] ciphertext) {}

    @POST
    @Path("/encrypt")
    @Operation(
            operationId = "EncryptValue",
            summary = "Encrypt a secret of a stack",
            description = "Only the same stack can decrypt it.")
    @APIResponse(responseCode = "200", description = "The encrypted value.")
    @APIResponse(responseCode = "400", description = "The body is invalid, or the server has no encryption key.")
    @APIResponse(responseCode = "404", description = "The caller cannot reach such a stack.")
    public Ciphertext encrypt(
            String orgName, String projectName, String stackName, @NotNull(message = "is missing") Plaintext body) {
        ReachedStack stack = stack(orgName, projectName, stackName);
        return new Ciphertext(secrets.encrypt(stack.id(), present("plaintext", body.plaintext())));
    }

    @Schema(name = "AppDecryptValueResponse", description = "A decrypted value.")
    record Decrypted(
            @Schema(required = true, format = "byte", description = "The value in base64.")
            byte[] plaintext) {}

    @Schema(name = "AppDecryptValueRequest", description = "A value to decrypt.")
    record Encrypted(
            @Schema(required = true, format = "byte", description = "The encrypted value in base64.")
            byte[] ciphertext) {}

    @POST
    @Path("/decrypt")
    @Operation(
            operationId = "DecryptValue",
            summary = "Decrypt a secret of a stack",
            description = "For everybody who can read the stack.")
    @APIResponse(responseCode = "200", description = "The value.")
    @APIResponse(responseCode = "400", description = "The value was not encrypted for this stack, or was changed.")
    @APIResponse(responseCode = "404", description = "The caller cannot reach such a stack.")
    public Decrypted decrypt(
            String orgName,
            String projectName,
            String stackName,
            @NotNull(message = "is missing") Encrypted body,
            @Context HttpServerRequest request) {
        ReachedStack stack = stack(orgName, projectName, stackName);
        byte[] plaintext = secrets.decrypt(stack.id(), present("ciphertext", body.ciphertext()));
        record(stack, request, "Decrypted a secret of stack '" + stack + "'");
        return new Decrypted(plaintext);
    }

    @Schema(name = "AppBatchEncryptRequest", description = "Values to encrypt.")
    private record Plaintexts(
            @Schema(required = true, description = "The values in base64.")
            List<String> plaintexts) {}

    @Schema(name = "AppBatchEncryptResponse", description = "Encrypted values.")
    private record Ciphertexts(
            @Schema(required = true, description = "The encrypted values in base64, in the same order.")
            List<String> ciphertexts) {}

    @POST
    @Path("/batch-encrypt")
    @Operation(
            operationId = "BatchEncryptValue",
            summary = "Encrypt several secrets of a stack",
            description = "Only the same stack can decrypt them.")
    @RequestBody(
            required = true,
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = Plaintexts.class)))
    @APIResponse(
            responseCode = "200",
            description = "The encrypted values.",
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = Ciphertexts.class)))
    @APIResponse(responseCode = "400", description = "The body is invalid, or the server has no encryption key.")
    @APIResponse(responseCode = "404", description = "The caller cannot reach such a stack.")
    public RestResponse<InputStream> encryptAll(
            String orgName, String projectName, String stackName, @Context RoutingContext context) throws IOException {
        ReachedStack stack = stack(orgName, projectName, stackName);
        try (InputStream json = StreamedBody.of(context).open()) {
            Batch batch = secrets.encryptAll(stack.id(), json);
            batch.content().closeAfter(context);
            return response(batch);
        }
    }

    @Schema(name = "AppBatchDecryptRequest", description = "Values to decrypt.")
    private record BatchEncrypted(
            @Schema(required = true, description = "The encrypted values in base64.")
            List<String> ciphertexts) {}

    @Schema(name = "AppBatchDecryptResponse", description = "Decrypted values.")
    private record BatchDecrypted(
            @Schema(required = true, description = "The values in base64, by encrypted value as it was sent.")
            Map<String, String> plaintexts) {}

    @POST
    @Path("/batch-decrypt")
    @Operation(
            operationId = "BatchDecryptValue",
            summary = "Decrypt several secrets of a stack",
            description = "For everybody who can read the stack.")
    @RequestBody(
            required = true,
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = BatchEncrypted.class)))
    @APIResponse(
            responseCode = "200",
            description = "The values.",
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = BatchDecrypted.class)))
    @APIResponse(responseCode = "400", description = "A value was not encrypted for this stack, or was changed.")
    @APIResponse(responseCode = "404", description = "The caller cannot reach such a stack.")
    public RestResponse<InputStream> decryptAll(
            String orgName,
            String projectName,
            String stackName,
            @Context RoutingContext context,
            @Context HttpServerRequest request)
            throws IOException {
        ReachedStack stack = stack(orgName, projectName, stackName);
        try (InputStream json = StreamedBody.of(context).open()) {
            Batch batch = secrets.decryptAll(stack.id(), json);
            batch.content().closeAfter(context);
            if (batch.number() > 0) {
                record(stack, request, "Decrypted " + batch.number() + " secrets of stack '" + stack + "'");
            }
            return response(batch);
        }
    }

    @Schema(name = "AppLog3rdPartyDecryptionEvent", description = "A decryption by another secrets provider.")
    record Decryption(
            @Schema(description = "The secret.") String secretName,

            @Schema(description = "The command that decrypted secrets.")
            String commandName) {}

    @POST
    @Path("/decrypt/log-decryption")
    @Operation(
            operationId = "LogDecryption",
            summary = "Record that a client reports the decryption of a secret",
            description =
                    "For secrets that another provider encrypts, for example a passphrase. The CLI also reports others.")
    @APIResponse(responseCode = "204", description = "The event is in the audit log.")
    @APIResponse(responseCode = "404", description = "The caller cannot reach such a stack.")
    public void log(
            String orgName,
            String projectName,
            String stackName,
            @NotNull(message = "is missing") Decryption body,
            @Context HttpServerRequest request) {
        ReachedStack stack = stack(orgName, projectName, stackName);
        record(stack, request, "Reported the decryption of a secret of stack '" + stack + "'");
    }

    @POST
    @Path("/decrypt/log-batch-decryption")
    @Operation(
            operationId = "LogBatchDecryption",
            summary = "Record that a client reports the decryption of secrets",
            description =
                    "For secrets that another provider encrypts, for example a passphrase. The CLI also reports others.")
    @APIResponse(responseCode = "204", description = "The event is in the audit log.")
    @APIResponse(responseCode = "404", description = "The caller cannot reach such a stack.")
    public void logAll(
            String orgName,
            String projectName,
            String stackName,
            @NotNull(message = "is missing") Decryption body,
            @Context HttpServerRequest request) {
        ReachedStack stack = stack(orgName, projectName, stackName);
        record(stack, request, "Reported the decryption of secrets of stack '" + stack + "'");
    }

    private ReachedStack stack(String orgName, String projectName, String stackName) {
        return stacks.of((Caller) identity.getPrincipal(), orgName, projectName, stackName);
    }

    private static byte[] present(String name, byte[] value) {
        if (value == null) {
            throw ApiException.badRequest(name + " is missing.");
        }
        return value;
    }

    private static RestResponse<InputStream> response(Batch batch) throws IOException {
        return ResponseBuilder.ok(batch.content().open())
                .header(HttpHeaders.CONTENT_TYPE, "application/json")
                .header(HttpHeaders.CONTENT_LENGTH, batch.content().length())
                .build();
    }

    private void record(ReachedStack stack, HttpServerRequest request, String description) {
        audit.record(
                Action.STACK_SECRETS_DECRYPTED,
                ((Caller) identity.getPrincipal()).source(request),
                stack.organizationId(),
                stack.id(),
                description);
    }
}
