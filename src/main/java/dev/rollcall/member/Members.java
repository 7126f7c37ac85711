package dev.rollcall.member;

import dev.rollcall.database.Sql;
import dev.rollcall.database.Sql.Reader;
import dev.rollcall.http.ApiException;
import dev.rollcall.http.PublicAddress;
import dev.rollcall.organization.Standing;
import dev.rollcall.role.Roles.Assignable;
import dev.rollcall.user.AccountSearch;
import dev.rollcall.user.OwnerName;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Finds, adds, changes and removes members of an organization: its people, without the account that its tokens act as. */
@ApplicationScoped
public class Members {

    /**
     * With {@code limit 1}, PostgreSQL looks up the accounts of a page one by one. Otherwise its plan for all values
     * merges the page with the table of all accounts, which it reads from the beginning.
     */
    private static final String JOINED = """
            cross join lateral (
                select * from app_user u where u.id = m.user_id and u.kind = 'person' and u.state <> 'deleted' limit 1) u
            left join lateral (select r.name, r.created_at from role r where r.id = m.role_id limit 1) r on true
            """;

    static final String FROM = "from membership m\n" + JOINED + "where m.organization_id = ?\n";

    /**
     * The members after a place. With an equality, PostgreSQL expects an organization of the average size, and could read and
     * sort all members of a large one. With a range that it knows, it also expects too few. So subqueries hide the bounds.
     */
    static final String FROM_AFTER = "from membership m\n" + JOINED
            + "where m.organization_id <= (select ?::uuid) and (m.organization_id, m.user_id) > ((select ?::uuid), ?)\n";

    /** The members among those whom {@link AccountSearch} found. */
    static final String FROM_FOUND = """
            from found f
            cross join lateral (select * from membership x where x.organization_id = ? and x.user_id = f.id limit 1) m
            """ + JOINED + "where true ";

    private static final String BY_LOGIN =
            FROM + "and m.user_id = (select n.user_id from owner_name n where lower(n.name) = lower(?))";

    private static final String FIND = "select " + Member.COLUMNS + " " + BY_LOGIN;

    private static final String FIND_WITH_TEAMS = "select " + Member.COLUMNS + """
            , array(
                select coalesce(nullif(t.display_name, ''), t.name) from team_member x join team t on t.id = x.team_id
                where x.user_id = m.user_id and x.organization_id = m.organization_id
                order by lower(coalesce(nullif(t.display_name, ''), t.name)), lower(t.name)) as teams
            """ + BY_LOGIN;

    private static final String FIND_BY_ID = "select " + Member.COLUMNS + " " + FROM + "and m.user_id = ?";

    /**
     * Knows whether a person may join: nobody else manages the account, and the backing organization has them. A deletion
     * of the account waits for the lock, or this statement for the deletion. Then it finds no row.
     */
    private static final String CANDIDATE = """
            select u.id,
                exists (select from membership m where m.user_id = u.id and m.organization_id = o.id) as member,
                exists (select from membership m where m.user_id = u.id and m.manages_account) as managed,
                o.backing_id is null or exists (
                    select from identity i join identity_organization p on p.identity_id = i.id
                    where i.user_id = u.id and i.provider = o.backing_provider and i.instance = o.backing_instance
                        and p.provider_id = o.backing_id) as backed
            from owner_name n
            join app_user u on u.id = n.user_id and u.state <> 'deleted'
            join organization o on o.id = ?
            where lower(n.name) = lower(?)
            for key share of u""";

    static final String ANOTHER_ADMIN = """
            select exists (
                select from membership m join app_user u on u.id = m.user_id and u.state = 'active'
                where m.organization_id = ? and m.role = 'admin' and m.user_id <> ?)""";

    /** Teams need no statement: a foreign key deletes their rows. */
    private static final String REMOVE = """
            with grants as (delete from stack_grant where organization_id = ? and user_id = ?),
                choice as (
                    update app_user set default_organization_id = null where default_organization_id = ? and id = ?)
            delete from membership where organization_id = ? and user_id = ?""";

    static final String FAILURE = "The members could not be read";

    private final Sql sql;
    private final PublicAddress address;

    Members(Sql sql, PublicAddress address) {
        this.sql = sql;
        this.address = address;
    }

    /** A member and their account. */
    public record Found(UUID userId, Member member) {}

    /** A member, and the names of their teams that are shown. */
    public record FoundInTeams(UUID userId, Member member, List<String> teams) {}

    Found found(ResultSet row, Standing standing) throws SQLException {
        return new Found(row.getObject("user_id", UUID.class), Member.of(row, standing, address));
    }

    /**
     * Finds a member.
     *
     * @param login in upper or lower case
     * @throws ApiException 404 if nobody in the organization has this login
     */
    public Found find(Standing standing, String login) {
        return find(FIND, login, row -> found(row, standing), standing);
    }

    /** Finds a member like {@link #find(Standing, String)}, with their teams. */
    public FoundInTeams findWithTeams(Standing standing, String login) {
        return find(
                FIND_WITH_TEAMS,
                login,
                row -> {
                    Found found = found(row, standing);
                    String[] teams = (String[]) row.getArray("teams").getArray();
                    return new FoundInTeams(found.userId(), found.member(), List.of(teams));
                },
                standing);
    }

    private <T> T find(String statement, String login, Reader<T> reader, Standing standing) {
        Optional<T> member = OwnerName.isValid(login)
                ? sql.list("The member could not be read", statement, reader, standing.organizationId(), login).stream()
                        .findFirst()
                : Optional.empty();
        return member.orElseThrow(() -> unknown(login));
    }

    /** {@return the member with this account, who must be one} */
    Found find(Standing standing, UUID userId) {
        return sql.list(
                        "The member could not be read",
                        FIND_BY_ID,
                        row -> found(row, standing),
                        standing.organizationId(),
                        userId)
                .get(0);
    }

    static ApiException unknown(String login) {
        return ApiException.notFound("User '" + login + "' not found");
    }

    /**
     * Adds a person, in the transaction that has locked the organization.
     *
     * @throws ApiException 400 if the person may not join, 404 if nobody has this login, 409 if they are a member
     */
    Found add(Standing standing, String login, Assignable role) {
        UUID userId = candidate(standing, login);
        sql.update(
                "The member could not be added",
                "insert into membership (user_id, organization_id, role) values (?, ?, ?)",
                userId,
                standing.organizationId(),
                role.builtIn().value());
        return find(standing, login);
    }

    private UUID candidate(Standing standing, String login) {
        if (!OwnerName.isValid(login)) {
            throw unknown(login);
        }
        return sql.query(
                "The person could not be read",
                CANDIDATE,
                row -> {
                    if (!row.next()) {
                        throw unknown(login);
                    }
                    if (row.getBoolean("member")) {
                        throw ApiException.conflict("User is already an organization member.");
                    }
                    if (row.getBoolean("managed")) {
                        throw ApiException.badRequest("The account is managed by another organization.");
                    }
                    if (!row.getBoolean("backed")) {
                        throw ApiException.badRequest(
                                "User '" + login + "' does not belong to the organization that backs '"
                                        + standing.login() + "' at its identity provider.");
                    }
                    return row.getObject("id", UUID.class);
                },
                standing.organizationId(),
                login);
    }

    /**
     * Gives a member another role, in the transaction that has locked the organization.
     *
     * @return whether it is another one
     * @throws ApiException 409 if nobody would be an admin
     */
    boolean change(Standing standing, Found found, Assignable role) {
        if (!role.builtIn().value().equals("admin")) {
            requireAnotherAdmin(standing, found);
        }
        return sql.update(
                        "The role could not be written",
                        """
                        update membership set role = ?, role_id = ?
                        where organization_id = ? and user_id = ? and (role, role_id) is distinct from (?, ?::uuid)""",
                        role.builtIn().value(),
                        role.customId(),
                        standing.organizationId(),
                        found.userId(),
                        role.builtIn().value(),
                        role.customId())
                == 1;
    }

    /**
     * Removes a member, their teams, grants and default choice, in the transaction that has locked the organization.
     *
     * @throws ApiException 409 if nobody would be an admin
     */
    void remove(Standing standing, Found found) {
        requireAnotherAdmin(standing, found);
        UUID organization = standing.organizationId();
        UUID user = found.userId();
        sql.update(
                "The member could not be removed", REMOVE, organization, user, organization, user, organization, user);
    }

    /** Suspended admins do not count, because they cannot do anything. */
    private void requireAnotherAdmin(Standing standing, Found found) {
        if (found.member().role().equals("admin") && !hasAnotherAdmin(standing, found.userId())) {
            throw ApiException.conflict("An organization needs at least one admin.");
        }
    }

    /** {@return whether the organization has another admin who can sign in} */
    boolean hasAnotherAdmin(Standing standing, UUID userId) {
        return sql.query(
                "The admins could not be read",
                ANOTHER_ADMIN,
                row -> row.next() && row.getBoolean(1),
                standing.organizationId(),
                userId);
    }
}
