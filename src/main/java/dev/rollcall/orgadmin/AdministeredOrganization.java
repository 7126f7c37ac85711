package dev.rollcall.orgadmin;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.rollcall.http.PublicAddress;
import dev.rollcall.user.Avatar;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** An organization, as site administrators see it. */
@Schema(description = "An organization, as site administrators see it.")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AdministeredOrganization(
        @Schema(required = true) String id,

        @Schema(required = true, description = "The name in URLs.")
        String name,

        @Schema(required = true, description = "The name that is shown.")
        String displayName,

        @Schema(required = true, description = "URL of its picture.")
        String avatarUrl,

        @Schema(required = true, description = "Where its members come from.")
        String kind,

        @Schema(required = true, format = "date-time") String created,

        @Schema(description = "The number of people. Absent in lists.")
        Long memberCount,

        @Schema(description = "The number of stacks. Absent in lists.")
        Long stackCount) {

    /** Logins as a regular expression; see {@link dev.rollcall.user.OwnerName#isValid}. */
    static final String LOGIN = "^[a-zA-Z0-9][a-zA-Z0-9_-]{1,38}[a-zA-Z0-9]$";

    /** A page of organizations. */
    @Schema(name = "ListAdministeredOrganizationsResponse", description = "A page of organizations.")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Page(
            @Schema(required = true, description = "The organizations, by name.")
            List<AdministeredOrganization> organizations,

            @Schema(description = "Send it to get the next page. Absent on the last page.")
            String continuationToken) {}

    /** The columns that {@link #of} reads, of a row {@code o} of organization. */
    static final String COLUMNS = "o.id, o.login, o.name, o.avatar_url, o.kind, o.created_at";

    /** Reads an organization. The counts may be null. */
    static AdministeredOrganization of(ResultSet row, PublicAddress address, Long members, Long stacks)
            throws SQLException {
        UUID id = row.getObject("id", UUID.class);
        String avatar = row.getString("avatar_url");
        return new AdministeredOrganization(
                id.toString(),
                row.getString("login"),
                row.getString("name"),
                avatar == null ? address.link(Avatar.path(id)) : avatar,
                row.getString("kind"),
                row.getObject("created_at", OffsetDateTime.class)
                        .toInstant()
                        .truncatedTo(ChronoUnit.SECONDS)
                        .toString(),
                members,
                stacks);
    }
}
