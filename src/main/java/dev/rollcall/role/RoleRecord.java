package dev.rollcall.role;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.rollcall.organization.Role;
import dev.rollcall.organization.Standing;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A role of an organization (contract for writes, section 3.5). */
@Schema(name = "PermissionDescriptorRecord", description = "A role.")
@JsonInclude(JsonInclude.Include.NON_NULL)
record RoleRecord(
        @Schema(required = true) String id,

        @Schema(required = true, description = "The id of the organization.")
        String orgId,

        @Schema(description = "Unique in the organization. Members show it as the name of their role.")
        String name,

        String description,

        @Schema(description = "What kind of thing the role is about.")
        String resourceType,

        @Schema(description = "What it is for: role.") String uxPurpose,
        @Schema(required = true) int version,

        @Schema(required = true, description = "Whether new members get this role.")
        boolean isOrgDefault,

        @Schema(required = true, format = "date-time") String created,
        @Schema(required = true, format = "date-time") String modified,

        @Schema(description = "admin, member or billing-manager. Absent for custom roles.")
        String defaultIdentifier) {

    static RoleRecord builtIn(Role role, Standing standing) {
        return new RoleRecord(
                role.idIn(standing.organizationId()).toString(),
                standing.organizationId().toString(),
                role.title,
                switch (role) {
                    case ADMIN -> "Manages the organization, its members and all its stacks.";
                    case MEMBER -> "Sees the organization, and reaches the stacks that are open to members.";
                    case BILLING_MANAGER -> "Sees the organization and its bills, but no stacks.";
                },
                "global",
                "role",
                1,
                role == Role.MEMBER,
                standing.createdAt().truncatedTo(ChronoUnit.SECONDS).toString(),
                Roles.NEVER_MODIFIED,
                role.value());
    }

    static RoleRecord custom(UUID organizationId, ResultSet role) throws SQLException {
        Instant created = role.getObject("created_at", OffsetDateTime.class).toInstant();
        String time = created.truncatedTo(ChronoUnit.SECONDS).toString();
        return new RoleRecord(
                role.getString("id"),
                organizationId.toString(),
                role.getString("name"),
                null,
                "global",
                "role",
                1,
                false,
                time,
                time,
                null);
    }
}
