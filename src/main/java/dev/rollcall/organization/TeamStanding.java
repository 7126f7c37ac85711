package dev.rollcall.organization;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.rollcall.http.ApiException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.UUID;

/**
 * A team, and a caller's place in it.
 *
 * @param name the name in URLs, as it is stored
 * @param displayName the name that is shown
 * @param description may be empty
 * @param role what the caller is in the team
 * @param manages whether the caller manages the team: its admins do, and who may change all teams of the organization
 */
public record TeamStanding(
        UUID id, String name, String displayName, String description, Kind kind, TeamRole role, boolean manages) {

    /** The columns that {@link #of} reads: of a row {@code t} of team, and of the caller's row {@code m} of team_member. */
    public static final String COLUMNS =
            "t.id as team_id, t.name as team_name, coalesce(nullif(t.display_name, ''), t.name) as display_name,"
                    + " t.description, t.kind as team_kind, m.role as team_role";

    /** Where the members of a team come from. */
    public enum Kind {
        GITHUB("github"),
        PULUMI("pulumi"),
        SCIM("scim");

        @JsonValue
        final String value;

        Kind(String value) {
            this.value = value;
        }

        /**
         * {@return the kind that responses and the database write as this text}
         *
         * @throws IllegalArgumentException for any other text
         */
        public static Kind of(String value) {
            return Arrays.stream(values())
                    .filter(kind -> kind.value.equals(value))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(value));
        }
    }

    /** Reads a team and the caller's place in it from the current row. */
    public static TeamStanding of(ResultSet row, Standing standing) throws SQLException {
        TeamRole role = TeamRole.stored(row.getString("team_role"));
        return new TeamStanding(
                row.getObject("team_id", UUID.class),
                row.getString("team_name"),
                row.getString("display_name"),
                row.getString("description"),
                Kind.of(row.getString("team_kind")),
                role,
                role == TeamRole.ADMIN || standing.may(Permission.CHANGE_TEAMS));
    }

    /**
     * Requires that the caller manages the team.
     *
     * @throws ApiException 403 if they do not
     */
    public TeamStanding requireManaged() {
        if (!manages) {
            throw ApiException.forbidden("You do not have permission to update this team. Ask one of its admins, or an"
                    + " admin of the organization.");
        }
        return this;
    }
}
