package dev.rollcall.organization;

import dev.rollcall.database.Sql;
import dev.rollcall.http.ApiException;
import dev.rollcall.security.Caller;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.regex.Pattern;

/** Finds a team and decides whether a caller manages it. Deleted teams are not found. */
@Singleton
public class TeamAccess {

    /** Names of teams as a regular expression. URLs cannot have segments of one or two dots. */
    public static final String NAME_PATTERN = "^(?!\\.{1,2}$)[a-zA-Z0-9_.-]{1,100}$";

    private static final Pattern NAME = Pattern.compile(NAME_PATTERN);

    private static final String STANDING = "select " + TeamStanding.COLUMNS + """
             from team t left join team_member m on m.team_id = t.id and m.user_id = ?
            where t.organization_id = ? and lower(t.name) = lower(?) and t.deleted_at is null""";

    private final Sql sql;

    TeamAccess(Sql sql) {
        this.sql = sql;
    }

    /** {@return whether a name is 1 to 100 letters, digits, hyphens, underscores and dots, and not one or two dots} */
    public static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    /**
     * Finds a team of an organization, with one statement.
     *
     * @param name its name in URLs, in upper or lower case
     * @throws ApiException 404 if the organization has no such team
     */
    public TeamStanding of(Caller caller, Standing standing, String name) {
        return find(caller, standing, name).orElseThrow(() -> ApiException.notFound("Team '" + name + "' not found"));
    }

    private Optional<TeamStanding> find(Caller caller, Standing standing, String name) {
        if (!isName(name)) {
            return Optional.empty();
        }
        return sql
                .list(
                        "The team could not be read",
                        STANDING,
                        row -> TeamStanding.of(row, standing),
                        caller.userId(),
                        standing.organizationId(),
                        name)
                .stream()
                .findFirst();
    }
}
