package dev.rollcall.member;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A page of members. */
@Schema(name = "ListOrganizationMembersResponse", description = "A page of members.")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ListMembersResponse(
        @Schema(required = true, description = "The members. Their order has no meaning.")
        List<Member> members,

        @Schema(description = "Send it to get the next page. Absent on the last page.")
        String continuationToken) {}
