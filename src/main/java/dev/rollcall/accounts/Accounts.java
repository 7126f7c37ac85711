package dev.rollcall.accounts;

import dev.rollcall.accounts.AdministeredUser.Page;
import dev.rollcall.database.Sql;
import dev.rollcall.http.ApiException;
import dev.rollcall.http.PublicAddress;
import dev.rollcall.organization.Organization;
import dev.rollcall.provider.ForeignText;
import dev.rollcall.provider.IdentityProvider;
import dev.rollcall.query.ContinuationToken.TextKey;
import dev.rollcall.query.PageSize;
import dev.rollcall.query.TextPage;
import dev.rollcall.user.AccountSearch;
import dev.rollcall.user.OwnerName;
import dev.rollcall.user.User;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.exception.ConstraintViolationException;

/** Lists, creates and changes the accounts of people. */
@ApplicationScoped
public class Accounts {

    private static final String FAILURE = "The accounts could not be read";

    private static final String COLUMNS = "select " + AdministeredUser.COLUMNS;

    private static final String SELECT =
            COLUMNS + " from owner_name n join app_user u on u.id = n.user_id where u.state <> 'deleted'";

    /** With {@code limit 1}, PostgreSQL looks up the few accounts one by one, whatever it expects. */
    private static final String SELECT_FOUND = COLUMNS + """
             from found f
            cross join lateral (select * from app_user x where x.id = f.id limit 1) u
            cross join lateral (select * from owner_name x where x.user_id = f.id limit 1) n
            where u.state <> 'deleted'""";

    private static final String SEARCH =
            " and (strpos(lower(n.name), lower(?)) > 0 or strpos(lower(u.name), lower(?)) > 0"
                    + " or strpos(lower(u.email), lower(?)) > 0)";

    private final Sql sql;
    private final PublicAddress address;
    private final AccountsConfig config;
    private final SiteAdministrators administrators;
    private final Clock clock;

    Accounts(Sql sql, PublicAddress address, AccountsConfig config, SiteAdministrators administrators, Clock clock) {
        this.sql = sql;
        this.address = address;
        this.config = config;
        this.administrators = administrators;
        this.clock = clock;
    }

    /**
     * Reads a page of the accounts, by login.
     *
     * @param search a part of the login, of the name or of the address, in upper or lower case; empty for all
     * @param after the continuation token of the previous page, or null for the first page
     * @throws ApiException 400 if {@code after} was not issued for this search
     */
    public Page page(String search, PageSize size, String after) {
        String question = "users, " + search.toLowerCase(Locale.ROOT);
        TextPage<AdministeredUser> page =
                TextPage.read(question, size.value(), after, (last, most) -> read(search, last, most), Accounts::key);
        return new Page(page.entries(), page.next());
    }

    private List<AdministeredUser> read(String search, Optional<TextKey> last, int most) {
        if (search.indexOf('\0') >= 0) {
            return List.of();
        }
        return sql.list(
                FAILURE,
                pageStatement(search),
                row -> AdministeredUser.of(row, address),
                parameters(search, last.map(TextKey::text).orElse(""), most).toArray());
    }

    private static TextKey key(AdministeredUser user) {
        return new TextKey(user.login().toLowerCase(Locale.ROOT), UUID.fromString(user.id()));
    }

    /** {@return the SQL of a page} It has two parts if the index can find the text. Then one of them has no rows. */
    static String pageStatement(String search) {
        String page = " and lower(n.name) > ?" + (search.isEmpty() ? "" : SEARCH) + " order by lower(n.name) limit ?";
        return AccountSearch.finds(search)
                ? AccountSearch.FOUND + "(" + SELECT_FOUND + " and (select yes from few)" + page + ") union all ("
                        + SELECT + " and not (select yes from few)" + page + ")"
                : SELECT + page;
    }

    /**
     * {@return the parameters of {@link #pageStatement}}
     *
     * @param after the login to begin after
     */
    static List<Object> parameters(String search, String after, int most) {
        List<Object> page = new ArrayList<>(List.of(after));
        if (!search.isEmpty()) {
            page.addAll(List.of(search, search, search));
        }
        page.add(most);
        if (AccountSearch.finds(search)) {
            page.addAll(List.copyOf(page));
            page.add(0, search);
        }
        return page;
    }

    /**
     * Reads an account.
     *
     * @param login in upper or lower case
     * @throws ApiException 404 if nobody has this login
     */
    public AdministeredUser get(String login) {
        return (OwnerName.isValid(login)
                        ? sql.list(
                                FAILURE,
                                SELECT + " and lower(n.name) = lower(?)",
                                row -> AdministeredUser.of(row, address),
                                login)
                        : List.<AdministeredUser>of())
                .stream().findFirst().orElseThrow(() -> notFound(login));
    }

    /**
     * An identity of an account.
     *
     * @param login there; may be empty
     * @param subject the id there, which never changes
     */
    public record AttachedIdentity(
            IdentityProvider provider, String instance, String login, String subject, String state) {}

    /** {@return the identities of an account, in the order in which they were attached} */
    public List<AttachedIdentity> identities(AdministeredUser user) {
        return sql.list(
                FAILURE,
                "select provider, instance, login, subject, state from identity where user_id = ?"
                        + " order by created_at, provider",
                row -> new AttachedIdentity(
                        IdentityProvider.named(row.getString("provider")).orElseThrow(),
                        row.getString("instance"),
                        row.getString("login"),
                        row.getString("subject"),
                        row.getString("state")),
                UUID.fromString(user.id()));
    }

    static ApiException notFound(String login) {
        return ApiException.notFound("User '" + login + "' not found");
    }

    /**
     * Creates an account with its individual organization, in the caller's transaction.
     *
     * @throws ApiException 400 for an invalid value, 409 if the login or the verified address is somebody else's
     */
    User create(CreateUserRequest wanted) {
        String login = login(wanted.login());
        String name = wanted.name() == null ? login : name(wanted.name());
        String email = wanted.email() == null ? null : email(wanted.email());
        boolean verified = Boolean.TRUE.equals(wanted.emailVerified());
        if (verified && email == null) {
            throw withoutAddress();
        }
        if (!OwnerName.makeFree(login)) {
            throw taken(login);
        }
        User user = Organization.individual(login, name);
        user.email = email;
        user.emailVerifiedAt = verified ? clock.instant() : null;
        user.siteAdmin = Boolean.TRUE.equals(wanted.siteAdmin());
        store(user);
        return user;
    }

    /**
     * Changes an account, in the caller's transaction. What an administrator sets stays when a profile is synced.
     *
     * @return what changed, for people: for example "the login to 'ada'"; empty if nothing did
     * @throws ApiException 400 for an invalid value, 404 if nobody has this login, 409 if the new login or the verified
     *     address is somebody else's, or if no site administrator would be left
     */
    List<String> change(User user, String login, ChangeUserRequest wanted) {
        List<String> changes = new ArrayList<>();
        if (Boolean.FALSE.equals(wanted.siteAdmin())) {
            administrators.requireAnother(user.id);
        }
        User.getEntityManager().refresh(user, LockModeType.PESSIMISTIC_WRITE);
        if (user.state == User.State.DELETED) {
            throw notFound(login);
        }
        if (wanted.name() != null && !name(wanted.name()).equals(user.name)) {
            user.name = wanted.name();
            user.nameEdited = true;
            Organization.renameIndividual(user.id, user.name);
            changes.add("the name to '" + user.name + "'");
        }
        if (wanted.avatarUrl() != null && !Objects.equals(avatarUrl(wanted.avatarUrl()), user.avatarUrl)) {
            user.avatarUrl = avatarUrl(wanted.avatarUrl());
            user.avatarEdited = true;
            changes.add("the picture");
        }
        changeEmail(user, wanted, changes);
        if (wanted.siteAdmin() != null && wanted.siteAdmin() != user.siteAdmin) {
            user.siteAdmin = wanted.siteAdmin();
            changes.add(user.siteAdmin ? "to a site administrator" : "to no site administrator");
        }
        store(user);
        String before = get(login).login();
        if (wanted.login() != null && !login(wanted.login()).equals(before)) {
            if (!OwnerName.rename(user.id, wanted.login(), config.reserveLogin())) {
                throw taken(wanted.login());
            }
            user.loginEdited = true;
            changes.add("the login to '" + wanted.login() + "'");
        }
        return changes;
    }

    private void changeEmail(User user, ChangeUserRequest wanted, List<String> changes) {
        String email = user.email;
        if (wanted.email() != null) {
            email = wanted.email().isEmpty() ? null : email(wanted.email());
        }
        boolean sameAddress = Objects.equals(email, user.email);
        boolean verified =
                wanted.emailVerified() == null ? sameAddress && user.emailVerifiedAt != null : wanted.emailVerified();
        if (verified && email == null) {
            throw withoutAddress();
        }
        if (!sameAddress) {
            user.email = email;
            user.emailEdited = true;
            changes.add(email == null ? "the e-mail address to none" : "the e-mail address to '" + email + "'");
        }
        if (verified != (user.emailVerifiedAt != null)) {
            changes.add(verified ? "the address to verified" : "the address to not verified");
        }
        if (!sameAddress || verified != (user.emailVerifiedAt != null)) {
            user.emailVerifiedAt = verified ? clock.instant() : null;
            // They are about the address that the account had, or has verified now.
            sql.update(
                    "The verifications could not be deleted",
                    "delete from email_verification where user_id = ?",
                    user.id);
        }
    }

    /** The database decides who has a verified address. */
    private static void store(User user) {
        try {
            User.flush();
        } catch (ConstraintViolationException taken) {
            throw addressTaken(user.email);
        }
    }

    private static ApiException addressTaken(String email) {
        return ApiException.conflict("E-mail address '" + email + "' is taken.");
    }

    private static ApiException taken(String login) {
        return ApiException.conflict("Name '" + login + "' is taken.");
    }

    private static ApiException withoutAddress() {
        return ApiException.badRequest("emailVerified must be false, because the account has no e-mail address");
    }

    private static String login(String login) {
        if (!OwnerName.isValid(login)) {
            throw ApiException.badRequest(
                    "login must be 3 to 40 letters, digits, hyphens and underscores, with a letter or digit at both ends");
        }
        return login;
    }

    private static String name(String name) {
        return ForeignText.exact(name)
                .orElseThrow(() -> ApiException.badRequest(
                        "name must have 1 to 255 visible characters, without spaces at the ends"));
    }

    private static String email(String email) {
        return ForeignText.email(email).orElseThrow(() -> ApiException.badRequest("email must be an e-mail address"));
    }

    /** {@return the URL; null for the generated picture} */
    private static String avatarUrl(String url) {
        return url.isEmpty()
                ? null
                : ForeignText.url(url, "https")
                        .orElseThrow(() -> ApiException.badRequest(
                                "avatarUrl must be an https URL of at most 2048 characters, or empty"));
    }
}
