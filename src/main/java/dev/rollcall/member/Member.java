package dev.rollcall.member;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.rollcall.http.PublicAddress;
import dev.rollcall.organization.Role;
import dev.rollcall.organization.Standing;
import dev.rollcall.role.Roles;
import dev.rollcall.user.UserInfo;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A member of an organization (contract for writes, section 3.2). */
@Schema(name = "OrganizationMember", description = "A member of an organization.")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Member(
        @Schema(
                required = true,
                type = SchemaType.STRING,
                enumeration = {"member", "admin", "billing-manager"},
                description = "The built-in role. For a custom role: member.")
        String role,

        @Schema(required = true) UserInfo user,

        @Schema(required = true, format = "date-time", description = "When they joined.")
        String created,

        @Schema(required = true, description = "Whether they have an account here. Always true.")
        boolean knownToPulumi,

        @Schema(
                required = true,
                description = "Whether they are an admin here, but not at the backing provider. Always false.")
        boolean virtualAdmin,

        @Schema(required = true) Links links,

        @Schema(required = true, description = "The role, built-in or custom.")
        FgaRole fgaRole,

        @Schema(description = "True if the account is suspended. Otherwise absent.")
        Boolean suspended) {

    private static final DateTimeFormatter MILLISECONDS = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'");

    /** Where to look at the member. */
    @Schema(name = "MemberLinks", description = "Links to a member.")
    public record Links(
            @Schema(description = "The member's page in a console.")
            String self) {}

    /** The role of a member. */
    @Schema(name = "FGARole", description = "The role of a member.")
    public record FgaRole(
            @Schema(required = true, description = "Its id in the list of roles.")
            String id,

            @Schema(required = true, description = "Its name in the list of roles.")
            String name,

            @Schema(required = true, format = "date-time", description = "When it was changed.")
            String modifiedAt) {}

    /** The columns that {@link #of} reads. */
    static final String COLUMNS = UserInfo.COLUMNS + """
            , u.state, m.role, m.role_id, m.created_at, r.name as role_name, r.created_at as role_created_at""";

    static Member of(ResultSet row, Standing standing, PublicAddress address) throws SQLException {
        UserInfo user = UserInfo.of(row, address);
        Role role = Role.of(row.getString("role")).orElseThrow();
        return new Member(
                role.value(),
                user,
                time(row, "created_at"),
                true,
                false,
                new Links(address.link("/" + standing.login() + "/members/" + user.githubLogin())),
                row.getObject("role_id", UUID.class) == null
                        ? new FgaRole(role.idIn(standing.organizationId()).toString(), role.title, Roles.NEVER_MODIFIED)
                        : new FgaRole(
                                row.getString("role_id"), row.getString("role_name"), time(row, "role_created_at")),
                row.getString("state").equals("suspended") ? Boolean.TRUE : null);
    }

    private static String time(ResultSet row, String column) throws SQLException {
        return MILLISECONDS.format(row.getObject(column, OffsetDateTime.class).withOffsetSameInstant(ZoneOffset.UTC));
    }
}
