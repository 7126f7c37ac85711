package dev.rollcall.profile;

import dev.rollcall.http.PublicAddress;
import dev.rollcall.organization.OrganizationSummary;
import dev.rollcall.profile.UserProfile.TokenInfo;
import dev.rollcall.provider.IdentityProvider;
import dev.rollcall.security.CallerProjection;
import dev.rollcall.security.CallerRows;
import dev.rollcall.user.Avatar;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Reads a caller's profile with one statement. It returns a row for each membership, and for each identity with each
 * organization that the identity lets the person join.
 */
@Singleton
class ProfileProjection implements CallerProjection<UserProfile> {

    private final PublicAddress address;

    ProfileProjection(PublicAddress address) {
        this.address = address;
    }

    @Override
    public String path() {
        return "/api/user";
    }

    @Override
    public String columns() {
        return """
                u.name, u.email, u.avatar_url, u.registry_admin, u.mfa, u.login,
                t.kind as token_kind, t.name as token_name, team_name(t.team_id) as token_team, one.*""";
    }

    /** Rows instead of an array column per kind: it takes longer to build arrays in PostgreSQL and parse them here. */
    @Override
    public String joined() {
        return """
                left join lateral (
                    select o.id as organization_id, o.name as organization_name, o.login as organization_login,
                        o.avatar_url as organization_avatar_url, o.kind as organization_kind, m.role, m.manages_account,
                        null as provider, null::timestamptz as linked_at
                    from membership m
                    join organization o on o.id = m.organization_id
                    where m.user_id = u.id
                    union all
                    select o.id, o.name, o.login, o.avatar_url, o.kind, 'potential-member', false, i.provider, i.created_at
                    from identity i
                    left join lateral (
                        select o.id, o.name, o.login, o.avatar_url, o.kind
                        from identity_organization p
                        join organization o on o.backing_provider = i.provider and o.backing_instance = i.instance
                            and o.backing_id = p.provider_id
                        where p.identity_id = i.id) o on true
                    where i.user_id = u.id) one on true""";
    }

    @Override
    public UserProfile read(CallerRows rows) throws SQLException {
        ResultSet row = rows.row();
        Account account = Account.of(row);
        List<Membership> memberships = new ArrayList<>();
        List<Link> links = new ArrayList<>();
        do {
            String provider = row.getString("provider");
            if (provider != null) {
                links.add(Link.of(row, provider));
            } else if (row.getString("role") != null) {
                memberships.add(Membership.of(row));
            }
        } while (rows.next());
        memberships.sort(Membership.ORDER);
        links.sort(Link.ORDER);
        return profile(account, memberships, links);
    }

    private UserProfile profile(Account account, List<Membership> memberships, List<Link> links) {
        Set<UUID> joined = memberships.stream().map(Membership::id).collect(Collectors.toSet());
        List<OrganizationSummary> potential = links.stream()
                .flatMap(link -> link.organization().stream())
                .filter(organization -> !joined.contains(organization.id()))
                .sorted(Membership.ORDER)
                .map(this::summary)
                .toList();
        long managing = memberships.stream().filter(Membership::managesAccount).count();
        // A machine token shows the name and the picture of its organization.
        Optional<Membership> employer = account.machine() ? Optional.of(memberships.get(0)) : Optional.empty();
        return new UserProfile(
                account.id().toString(),
                account.machine() ? "service-account:" + account.id() : account.login(),
                employer.map(Membership::name).orElse(account.name()),
                Objects.requireNonNullElse(account.email(), ""),
                employer.map(this::avatar).orElseGet(() -> avatar(account.id(), account.avatarUrl())),
                memberships.stream().map(this::summary).toList(),
                potential.isEmpty() ? null : potential,
                links.stream().map(Link::provider).distinct().toList(),
                trueOrAbsent(account.siteAdmin()),
                trueOrAbsent(account.registryAdmin()),
                employer.map(organization -> tokenInfo(account, organization)).orElse(null),
                account.mfa(),
                managing > 0,
                managing > 1);
    }

    private static TokenInfo tokenInfo(Account account, Membership employer) {
        boolean team = account.tokenKind().equals("team");
        return new TokenInfo(account.tokenName(), team ? null : employer.login(), account.tokenTeam());
    }

    private OrganizationSummary summary(Membership organization) {
        return new OrganizationSummary(
                organization.name(), organization.login(), avatar(organization), organization.role());
    }

    private String avatar(Membership organization) {
        return avatar(organization.id(), organization.avatarUrl());
    }

    private String avatar(UUID id, String own) {
        return own == null ? address.link(Avatar.path(id)) : own;
    }

    private static Boolean trueOrAbsent(boolean value) {
        return value ? Boolean.TRUE : null;
    }

    /** The columns that are the same in every row: the account and the token of the request. */
    private record Account(
            UUID id,
            boolean machine,
            String login,
            String name,
            String email,
            String avatarUrl,
            boolean siteAdmin,
            boolean registryAdmin,
            boolean mfa,
            String tokenKind,
            String tokenName,
            String tokenTeam) {

        static Account of(ResultSet row) throws SQLException {
            return new Account(
                    row.getObject("caller_id", UUID.class),
                    row.getString("caller_kind").equals("service-account"),
                    row.getString("login"),
                    row.getString("name"),
                    row.getString("email"),
                    row.getString("avatar_url"),
                    row.getBoolean("caller_site_admin"),
                    row.getBoolean("registry_admin"),
                    row.getBoolean("mfa"),
                    row.getString("token_kind"),
                    row.getString("token_name"),
                    row.getString("token_team"));
        }
    }

    /**
     * An organization that the person is in or could join. {@link #ORDER} is the order of the response: the individual
     * organization first, then by login.
     */
    private record Membership(
            UUID id, String name, String login, String avatarUrl, boolean own, String role, boolean managesAccount) {

        static final Comparator<Membership> ORDER = Comparator.comparing(Membership::own)
                .reversed()
                .thenComparing(organization -> organization.login().toLowerCase(Locale.ROOT));

        static Membership of(ResultSet row) throws SQLException {
            return new Membership(
                    row.getObject("organization_id", UUID.class),
                    row.getString("organization_name"),
                    row.getString("organization_login"),
                    row.getString("organization_avatar_url"),
                    row.getString("organization_kind").equals("single-user"),
                    row.getString("role"),
                    row.getBoolean("manages_account"));
        }
    }

    /** An identity and one organization that it lets the person join, or the identity alone if there is none. */
    private record Link(IdentityProvider provider, OffsetDateTime since, Optional<Membership> organization) {

        static final Comparator<Link> ORDER = Comparator.comparing(Link::since)
                .thenComparing(link -> link.provider().wireName());

        static Link of(ResultSet row, String provider) throws SQLException {
            return new Link(
                    IdentityProvider.of(provider),
                    row.getObject("linked_at", OffsetDateTime.class),
                    row.getString("organization_login") == null ? Optional.empty() : Optional.of(Membership.of(row)));
        }
    }
}
