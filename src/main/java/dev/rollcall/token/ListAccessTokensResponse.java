package dev.rollcall.token;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A page of access tokens. */
@Schema(description = "A page of access tokens.")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ListAccessTokensResponse(
        @Schema(required = true, description = "The tokens.")
        List<TokenSummary> tokens,

        @Schema(description = "Send it to get the next page. Absent on the last page.")
        String continuationToken) {}
