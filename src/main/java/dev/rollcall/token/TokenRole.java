package dev.rollcall.token;

import dev.rollcall.organization.Role;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The role with which a token of an organization or a team acts (contract for writes, section 3.6). */
@Schema(name = "AccessTokenRole", description = "The role with which a token acts.")
public record TokenRole(
        @Schema(required = true) String id,

        @Schema(required = true, description = "The name that is shown.")
        String name,

        @Schema(
                required = true,
                type = SchemaType.STRING,
                enumeration = {"member", "admin", "billing-manager"},
                description = "Which built-in role it is.")
        String defaultIdentifier) {

    static TokenRole of(Role role, UUID organizationId) {
        return new TokenRole(role.idIn(organizationId).toString(), role.title, role.value());
    }
}
