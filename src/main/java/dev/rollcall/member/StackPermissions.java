package dev.rollcall.member;

import dev.rollcall.user.UserInfo;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Why a person reaches a stack (contract for writes, section 3.2). The strongest permission counts. */
@Schema(name = "ListMemberStackPermissionsResponse", description = "What a person may do with a stack, and why.")
record StackPermissions(
        @Schema(required = true) UserInfo userInfo,

        @Schema(
                required = true,
                type = SchemaType.STRING,
                enumeration = {"member", "admin", "stack-collaborator", "billing-manager"},
                description = "Their role. Admins may do everything.")
        String organizationRole,

        @Schema(required = true, description = CODES + " For all members with the role member.")
        int organizationDefault,

        @Schema(required = true, description = "Granted to their teams.")
        List<OfTeam> teamPermissions,

        @Schema(required = true, description = CODES + " Granted to the person.")
        int explicitPermission) {

    private static final String CODES = "0 nothing, 101 read, 102 write, 103 administer.";

    /** What a team may do with the stack. */
    @Schema(name = "TeamPermission", description = "What a team may do with a stack.")
    record OfTeam(
            @Schema(required = true) TeamName team,
            @Schema(required = true, description = CODES) int permission) {}

    /** A team, without its members. */
    @Schema(name = "TeamName", description = "A team, without its members and stacks.")
    record TeamName(
            @Schema(required = true) String kind,
            @Schema(required = true) String name,
            @Schema(required = true) String displayName,
            @Schema(required = true) String description) {}
}
