package dev.rollcall.user;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.rollcall.http.PublicAddress;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A person, as other people see them (contract for writes, section 3.2). */
@Schema(description = "A person.")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record UserInfo(
        @Schema(required = true, description = "The name that is shown; may be empty.")
        String name,

        @Schema(required = true, description = "The name in URLs.")
        String githubLogin,

        @Schema(required = true, description = "URL of their picture.")
        String avatarUrl,

        @Schema(description = "Their address, if they have verified it.")
        String email) {

    /** The columns that {@link #of} reads, for a select list in which {@code u} is a row of app_user. */
    public static final String COLUMNS = """
            u.id as user_id, u.name as user_name, u.login as user_login, u.avatar_url as user_avatar,
                case when u.email_verified_at is not null then u.email end as user_email""";

    /** {@return the person in a row that has the {@link #COLUMNS}} */
    public static UserInfo of(ResultSet row, PublicAddress address) throws SQLException {
        String avatar = row.getString("user_avatar");
        return new UserInfo(
                row.getString("user_name"),
                row.getString("user_login"),
                avatar == null ? address.link(Avatar.path(row.getObject("user_id", UUID.class))) : avatar,
                row.getString("user_email"));
    }
}
