package dev.rollcall.overview;

import dev.rollcall.database.Sql;
import dev.rollcall.user.OwnerName;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** People that a person may know of: everybody in their shared organizations, who see each other in lists of members. */
@ApplicationScoped
public class KnownPeople {

    /** More organizations than two people usually share. */
    private static final int MOST = 100;

    /** With a row for each organization that both are in. */
    private static final String FIND = """
            select u.login, u.name, o.login as organization, o.name as organization_name
            from owner_name n
            join app_user u on u.id = n.user_id and u.kind = 'person' and u.state = 'active'
            join membership theirs on theirs.user_id = u.id
            join membership own on own.organization_id = theirs.organization_id and own.user_id = ?
            join organization o on o.id = own.organization_id and o.kind <> 'single-user'
            where lower(n.name) = lower(?)
            order by lower(o.login) limit ?""";

    private final Sql sql;

    KnownPeople(Sql sql) {
        this.sql = sql;
    }

    /** An organization by its login and the name that is shown. */
    public record Shared(String login, String name) {}

    /**
     * A person, as others see them.
     *
     * @param name may be empty
     * @param organizations where both people are, by login
     */
    public record Known(String login, String name, List<Shared> organizations) {}

    /**
     * Finds a person.
     *
     * @param login in upper or lower case
     * @return empty if there is none, or if they share no organization with the one who asks
     */
    public Optional<Known> find(UUID asking, String login) {
        return OwnerName.isValid(login)
                ? sql.query(
                        "The person could not be read",
                        FIND,
                        row -> {
                            List<Shared> shared = new ArrayList<>();
                            String found = null;
                            String name = "";
                            while (row.next()) {
                                found = row.getString("login");
                                name = row.getString("name");
                                shared.add(
                                        new Shared(row.getString("organization"), row.getString("organization_name")));
                            }
                            return found == null ? Optional.empty() : Optional.of(new Known(found, name, shared));
                        },
                        asking,
                        login,
                        MOST)
                : Optional.empty();
    }
}
