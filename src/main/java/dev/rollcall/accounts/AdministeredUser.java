package dev.rollcall.accounts;

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

/** A person's account, as site administrators see it. */
@Schema(description = "A person's account, as site administrators see it.")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AdministeredUser(
        @Schema(required = true) String id,

        @Schema(required = true, description = "The name in URLs.")
        String login,

        @Schema(required = true, description = "The name that is shown. It can be empty.")
        String name,

        @Schema(description = "The e-mail address. Absent if there is none.")
        String email,

        @Schema(required = true, description = "Whether the address is verified.")
        boolean emailVerified,

        @Schema(required = true, description = "URL of the picture.")
        String avatarUrl,

        @Schema(
                required = true,
                enumeration = {"active", "suspended"},
                description = "A suspended account cannot be used.")
        String state,

        @Schema(required = true, description = "Whether the person administers this server.")
        boolean siteAdmin,

        @Schema(required = true, description = "Whether the person has a second factor.")
        boolean hasMFA,

        @Schema(required = true, format = "date-time") String created) {

    /** A page of accounts. */
    @Schema(name = "ListAdministeredUsersResponse", description = "A page of accounts.")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Page(
            @Schema(required = true, description = "The accounts, by login.")
            List<AdministeredUser> users,

            @Schema(description = "Send it to get the next page. Absent on the last page.")
            String continuationToken) {}

    /** The columns that {@link #of} reads, of rows {@code n} of owner_name and {@code u} of app_user. */
    static final String COLUMNS = "u.id, n.name as login, u.name, u.email, u.email_verified_at is not null as verified,"
            + " u.avatar_url, u.state, u.site_admin, u.mfa, u.created_at";

    static AdministeredUser of(ResultSet row, PublicAddress address) throws SQLException {
        UUID id = row.getObject("id", UUID.class);
        String avatar = row.getString("avatar_url");
        return new AdministeredUser(
                id.toString(),
                row.getString("login"),
                row.getString("name"),
                row.getString("email"),
                row.getBoolean("verified"),
                avatar == null ? address.link(Avatar.path(id)) : avatar,
                row.getString("state"),
                row.getBoolean("site_admin"),
                row.getBoolean("mfa"),
                row.getObject("created_at", OffsetDateTime.class)
                        .toInstant()
                        .truncatedTo(ChronoUnit.SECONDS)
                        .toString());
    }
}
