package dev.rollcall.http;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import io.quarkus.smallrye.openapi.OpenApiFilter.RunStage;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

/** Says once, for every operation of the API description, that errors come as an {@link ErrorResponse}. */
@OpenApiFilter(stages = RunStage.BUILD)
public class ErrorsInSpecification implements OASFilter {

    @Override
    public Operation filterOperation(Operation operation) {
        if (operation.getResponses().hasAPIResponse("401")) {
            operation
                    .getResponses()
                    .addAPIResponse(
                            "429",
                            OASFactory.createAPIResponse()
                                    .description("Too often; Retry-After says how long to wait."));
        }
        operation.getResponses().getAPIResponses().forEach((status, response) -> {
            if (status.startsWith("4")) {
                response.setContent(envelope());
            }
        });
        APIResponse other = OASFactory.createAPIResponse()
                .description("Any other error, for example 413 for a body that is too large.")
                .content(envelope());
        operation.getResponses().addAPIResponse("default", other);
        return operation;
    }

    private static Content envelope() {
        return OASFactory.createContent()
                .addMediaType(
                        "application/json",
                        OASFactory.createMediaType()
                                .schema(OASFactory.createSchema().ref("#/components/schemas/ErrorResponse")));
    }
}
