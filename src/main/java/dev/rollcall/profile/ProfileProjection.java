package dev.rollcall.profile;

import dev.rollcall.http.PublicAddress;
import dev.rollcall.identity.IdentityProvider;
import dev.rollcall.organization.OrganizationSummary;
import dev.rollcall.profile.UserProfile.TokenInfo;
import dev.rollcall.security.CallerProjection;
import dev.rollcall.user.Avatar;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.enterprise.context.ApplicationScoped;
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
                u.id, u.kind, u.name, u.email, u.avatar_url, u.site_admin, u.registry_admin, u.mfa,
                (select n.name from owner_name n where n.user_id = u.id) as login,
                t.kind as token_kind, t.name as token_name,
                (select m.name from team m where m.id = t.team_id) as token_team,
                (select array_agg(array[o.id::text, o.name, n.name, o.avatar_url, m.role, o.kind,
                            m.manages_account::text])
                 from membership m
                 join organization o on o.id = m.organization_id
                 join owner_name n on n.organization_id = o.id
                 where m.user_id = u.id) as organizations,
                (select array_agg(array[o.id::text, o.name, n.name, o.avatar_url, 'potential-member', o.kind, 'false'])
                 from identity i
                 join identity_organization p on p.identity_id = i.id
                 join organization o on o.backing_provider = i.provider and o.backing_instance = i.instance
                     and o.backing_id = p.provider_id
                 join owner_name n on n.organization_id = o.id
                 where i.user_id = u.id) as potential_organizations,
                (select array_agg(i.provider order by i.created_at, i.provider)
                 from identity i where i.user_id = u.id) as identities""";
    }

    @Override
    public UserProfile read(ResultSet row) throws SQLException {
        UUID id = row.getObject("id", UUID.class);
        boolean machine = row.getString("kind").equals("service-account");
        List<OrganizationRow> memberships = organizations(row.getArray("organizations"));
        Set<UUID> joined = memberships.stream().map(OrganizationRow::id).collect(Collectors.toSet());
        List<OrganizationRow> potential = organizations(row.getArray("potential_organizations")).stream()
                .filter(organization -> !joined.contains(organization.id()))
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
                identities(row.getArray("identities")),
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

    private static List<IdentityProvider> identities(Array providers) throws SQLException {
        return providers == null
                ? List.of()
                : Stream.of((String[]) providers.getArray())
                        .map(IdentityProvider::of)
                        .toList();
    }

    private static List<OrganizationRow> organizations(Array rows) throws SQLException {
        return rows == null
                ? List.of()
                : Stream.of((String[][]) rows.getArray())
                        .map(OrganizationRow::of)
                        .sorted(OrganizationRow.ORDER)
                        .toList();
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

        static OrganizationRow of(String[] columns) {
            return new OrganizationRow(
                    UUID.fromString(columns[0]),
                    columns[1],
                    columns[2],
                    columns[3],
                    columns[4],
                    columns[5].equals("single-user"),
                    columns[6].equals("true"));
        }
    }
}
