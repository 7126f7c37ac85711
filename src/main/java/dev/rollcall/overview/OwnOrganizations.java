package dev.rollcall.overview;

import dev.rollcall.database.Sql;
import dev.rollcall.organization.Role;
import dev.rollcall.query.PageSize;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/** Reads the organizations that a person belongs to, and those that invite them. */
@Singleton
public class OwnOrganizations {

    /** More than people look through. The older ones follow when the person has decided about these. */
    private static final int INVITATIONS = 50;

    private static final String LIST = """
            (select null::uuid as invite_id, null::integer as generation, null as sender, o.login, o.name,
                o.kind = 'single-user' as individual, m.role, r.name as custom_role, m.manages_account
            from membership m
            join organization o on o.id = m.organization_id
            left join role r on r.id = m.role_id
            where m.user_id = ? and (?::text is null or o.kind <> 'single-user' and lower(o.login) > lower(?))
            order by o.kind <> 'single-user', lower(o.login) limit ?)
            union all
            (select i.id, i.generation, coalesce(nullif(coalesce(s.name, i.sender_name), ''), s.login, i.sender_login),
                o.login, o.name, false, i.role, r.name, false
            from app_user u
            join invite i on lower(i.email) = lower(u.email) and i.accepted_at is null and i.canceled_at is null
                and (i.expires_at is null or i.expires_at > now())
            join organization o on o.id = i.organization_id
            left join role r on r.id = i.role_id
            left join app_user s on s.id = i.sender_id and s.state <> 'deleted'
            where u.id = ? and u.email_verified_at is not null
            order by i.created_at desc, i.id limit ?)""";

    private final Sql sql;

    OwnOrganizations(Sql sql) {
        this.sql = sql;
    }

    /**
     * An organization of a person.
     *
     * @param login the name in URLs
     * @param role the title of the person's role, built-in or custom
     * @param individual whether it is the person's individual organization, which nobody can leave
     * @param managing whether the organization manages the person's account
     */
    public record Own(String login, String name, String role, boolean individual, boolean managing) {

        private static Own of(ResultSet row) throws SQLException {
            return new Own(
                    row.getString("login"),
                    row.getString("name"),
                    title(row),
                    row.getBoolean("individual"),
                    row.getBoolean("manages_account"));
        }
    }

    /**
     * An organization that invites the person's verified address.
     *
     * @param inviteId the invitation, as {@code generation}; {@code invite.InviteLinks} makes its link
     * @param role the title of the role that the person gets
     */
    public record Invited(UUID inviteId, int generation, String sender, String login, String name, String role) {

        private static Invited of(ResultSet row) throws SQLException {
            return new Invited(
                    row.getObject("invite_id", UUID.class),
                    row.getInt("generation"),
                    row.getString("sender"),
                    row.getString("login"),
                    row.getString("name"),
                    title(row));
        }
    }

    /**
     * A page of the organizations of a person.
     *
     * @param own the individual one, then the others by login
     * @param next the login after which the next page begins; null on the last page
     * @param inviting by invitations that can be accepted, the newest first: at most 50, the same on every page
     */
    public record Places(List<Own> own, String next, List<Invited> inviting) {}

    private static String title(ResultSet row) throws SQLException {
        return Objects.requireNonNullElse(
                row.getString("custom_role"), Role.of(row.getString("role")).orElseThrow().title);
    }

    /**
     * Reads the organizations of a person, with one statement.
     *
     * @param after the login after which the page begins; null for the first page
     * @param size of the page, without the invitations
     */
    public Places of(UUID person, String after, PageSize size) {
        // PostgreSQL refuses NUL, which no login has.
        String start = after == null ? null : after.replace('\0', ' ');
        return sql.query(
                "The organizations could not be read",
                LIST,
                row -> {
                    List<Own> own = new ArrayList<>();
                    List<Invited> inviting = new ArrayList<>();
                    while (row.next()) {
                        if (row.getObject("invite_id") == null) {
                            own.add(Own.of(row));
                        } else {
                            inviting.add(Invited.of(row));
                        }
                    }
                    List<Own> page = own.subList(0, Math.min(own.size(), size.value()));
                    return new Places(
                            page,
                            own.size() > page.size() ? page.get(page.size() - 1).login() : null,
                            inviting);
                },
                person,
                start,
                start,
                size.value() + 1,
                person,
                INVITATIONS);
    }
}
