package dev.rollcall.profile;

import dev.rollcall.http.PublicAddress;
import dev.rollcall.identity.IdentityProvider;
import dev.rollcall.organization.OrganizationSummary;
import dev.rollcall.profile.UserProfile.TokenInfo;
import dev.rollcall.security.CallerProjection;
import dev.rollcall.user.Avatar;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads the whole profile of a caller in one row; lists arrive as one column each. */
@ApplicationScoped
// What the driver makes of an array of arrays.
@RegisterForReflection(targets = String[][].class)
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
                u.id, u.kind, u.name, u.email, u.avatar_url, u.site_admin, u.registry_admin, u.mfa, u.login,
                t.kind as token_kind, t.name as token_name, team_name(t.team_id) as token_team,
                (select array_agg(array[o.id::text, o.name, o.login, o.avatar_url, o.kind, m.role,
                            m.manages_account::text])
                 from membership m
                 join organization o on o.id = m.organization_id
                 where m.user_id = u.id) as organizations,
                (select array_agg(array[o.id::text, o.name, o.login, o.avatar_url, o.kind, i.provider,
                            extract(epoch from i.created_at)::text])
                 from identity i
                 left join lateral (
                    select o.id, o.name, o.login, o.avatar_url, o.kind
                    from identity_organization p
                    join organization o on o.backing_provider = i.provider and o.backing_instance = i.instance
                        and o.backing_id = p.provider_id
                    where p.identity_id = i.id) o on true
                 where i.user_id = u.id) as identities""";
    }

    @Override
    public UserProfile read(ResultSet row) throws SQLException {
        UUID id = row.getObject("id", UUID.class);
        boolean machine = row.getString("kind").equals("service-account");
        List<OrganizationRow> memberships = rows(row.getArray("organizations"))
                .map(OrganizationRow::ofMember)
                .sorted(OrganizationRow.ORDER)
                .toList();
        Set<UUID> joined = memberships.stream().map(OrganizationRow::id).collect(Collectors.toSet());
        List<IdentityRow> identities = rows(row.getArray("identities"))
                .map(IdentityRow::of)
                .sorted(IdentityRow.ORDER)
                .toList();
        List<OrganizationRow> potential = identities.stream()
                .map(IdentityRow::organization)
                .filter(organization -> organization != null && !joined.contains(organization.id()))
                .sorted(OrganizationRow.ORDER)
                .toList();
        long managing =
                memberships.stream().filter(OrganizationRow::managesAccount).count();
        return new UserProfile(
                id.toString(),
                machine ? "service-account:" + id : row.getString("login"),
                // A machine shows the face of the organization that it works for.
                machine ? memberships.get(0).name() : row.getString("name"),
                Objects.requireNonNullElse(row.getString("email"), ""),
                machine ? avatar(memberships.get(0)) : avatar(id, row.getString("avatar_url")),
                memberships.stream().map(this::summary).toList(),
                potential.isEmpty()
                        ? null
                        : potential.stream().map(this::summary).toList(),
                identities.stream().map(IdentityRow::provider).distinct().toList(),
                trueOrAbsent(row.getBoolean("site_admin")),
                trueOrAbsent(row.getBoolean("registry_admin")),
                machine ? tokenInfo(row, memberships.get(0)) : null,
                row.getBoolean("mfa"),
                managing > 0,
                managing > 1);
    }

    private static TokenInfo tokenInfo(ResultSet row, OrganizationRow organization) throws SQLException {
        boolean team = row.getString("token_kind").equals("team");
        return new TokenInfo(
                row.getString("token_name"), team ? null : organization.login(), row.getString("token_team"));
    }

    private static Stream<String[]> rows(Array rows) throws SQLException {
        return rows == null ? Stream.empty() : Stream.of((String[][]) rows.getArray());
    }

    private OrganizationSummary summary(OrganizationRow row) {
        return new OrganizationSummary(row.name(), row.login(), avatar(row), row.role());
    }

    private String avatar(OrganizationRow organization) {
        return avatar(organization.id(), organization.avatarUrl());
    }

    private String avatar(UUID id, String own) {
        return own == null ? address.link(Avatar.path(id)) : own;
    }

    private static Boolean trueOrAbsent(boolean value) {
        return value ? Boolean.TRUE : null;
    }

    /** An organization as the statement above writes it, in the order of the answer: the person's own, then by login. */
    private record OrganizationRow(
            UUID id, String name, String login, String avatarUrl, String role, boolean own, boolean managesAccount) {

        static final Comparator<OrganizationRow> ORDER = Comparator.comparing(OrganizationRow::own)
                .reversed()
                .thenComparing(row -> row.login().toLowerCase(Locale.ROOT));

        static OrganizationRow ofMember(String[] columns) {
            return of(columns, columns[5], columns[6].equals("true"));
        }

        static OrganizationRow of(String[] columns, String role, boolean managesAccount) {
            return new OrganizationRow(
                    UUID.fromString(columns[0]),
                    columns[1],
                    columns[2],
                    columns[3],
                    role,
                    columns[4].equals("single-user"),
                    managesAccount);
        }
    }

    /**
     * An identity, as the statement above writes it, with an organization that it lets the person join; once for each, or once
     * with null.
     */
    private record IdentityRow(IdentityProvider provider, BigDecimal since, OrganizationRow organization) {

        static final Comparator<IdentityRow> ORDER = Comparator.comparing(IdentityRow::since)
                .thenComparing(row -> row.provider().wireName());

        static IdentityRow of(String[] columns) {
            return new IdentityRow(
                    IdentityProvider.of(columns[5]),
                    new BigDecimal(columns[6]),
                    columns[0] == null ? null : OrganizationRow.of(columns, "potential-member", false));
        }
    }
}
