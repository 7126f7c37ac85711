package dev.rollcall.cli;

import io.quarkus.smallrye.openapi.runtime.OpenApiDocumentService;
import io.smallrye.openapi.runtime.io.Format;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirements;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Serves the API description. {@code pulumi api} can call only operations in it (contract, section 3). */
@Path("/api/openapi/pulumi-spec.json")
@PermitAll
@Tag(name = "Miscellaneous")
class SpecificationResource {

    private final OpenApiDocumentService documents;

    SpecificationResource(OpenApiDocumentService documents) {
        this.documents = documents;
    }

    @GET
    @SecurityRequirements
    @Operation(
            operationId = "FetchRestSpecification",
            summary = "Which operations does the server have?",
            description = "This document, as OpenAPI 3.0 in JSON.")
    @APIResponse(
            responseCode = "200",
            description = "The document.",
            content = @Content(mediaType = "application/json", schema = @Schema(type = SchemaType.OBJECT)))
    public byte[] get() {
        return documents.getDocument("<default>", Format.JSON);
    }
}
