package dev.rollcall.cli;

import dev.rollcall.http.ErrorResponse;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import io.quarkus.smallrye.openapi.OpenApiFilter.RunStage;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.PathItem.HttpMethod;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.responses.APIResponses;

/**
 * Adds the errors that all operations have in common, and {@link ErrorResponse} as their body, to the API description.
 */
@OpenApiFilter(stages = RunStage.BUILD)
public class ErrorsInSpecification implements OASFilter {

    @Override
    public PathItem filterPathItem(PathItem path) {
        path.getOperations().forEach((method, operation) -> {
            APIResponses responses = operation.getResponses();
            if (responses.hasAPIResponse("401")) {
                if (!responses.hasAPIResponse("400")) {
                    add(responses, "400", "The operation does not have one of the parameters.");
                }
                add(responses, "429", "Too many requests or invalid credentials. Wait for the seconds in Retry-After.");
                add(
                        responses,
                        "503",
                        "The database or a JWT issuer is unreachable, or the server has too many requests. Wait for the"
                                + " seconds in Retry-After.");
            }
            if (method != HttpMethod.GET) {
                add(responses, "413", "The body is too large.");
                add(responses, "415", "The server does not accept the media type or encoding of the body.");
            }
            responses.getAPIResponses().forEach((status, response) -> {
                if (Integer.parseInt(status) >= 400) {
                    response.setContent(envelope());
                }
            });
        });
        return path;
    }

    private static void add(APIResponses responses, String status, String description) {
        responses.addAPIResponse(status, OASFactory.createAPIResponse().description(description));
    }

    private static Content envelope() {
        return OASFactory.createContent()
                .addMediaType(
                        "application/json",
                        OASFactory.createMediaType()
                                .schema(OASFactory.createSchema().ref("#/components/schemas/ErrorResponse")));
    }
}
