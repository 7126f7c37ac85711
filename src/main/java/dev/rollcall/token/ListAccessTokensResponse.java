package dev.rollcall.token;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** One page of tokens. */
@Schema(description = "One page of access tokens.")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ListAccessTokensResponse(
        @Schema(required = true, description = "The tokens, newest first.")
        List<TokenSummary> tokens,

        @Schema(description = "Gets the next page; absent on the last one.")
        String continuationToken) {}
