package dev.rollcall.profile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
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
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;

/** Reads the whole profile of a caller in one row; lists arrive as one column each. */
@ApplicationScoped
class ProfileProjection implements CallerProjection<UserProfile> {

    private final PublicAddress address;
    private final ObjectReader organizations;

    ProfileProjection(PublicAddress address, ObjectMapper json) {
        this.address = address;
        // Not of an array, which a native executable could not make.
        this.organizations = json.readerForListOf(OrganizationRow.class);
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
                (select json_agg(json_build_object('id', o.id, 'name', o.name, 'login', n.name,
                            'avatarUrl', o.avatar_url, 'role', m.role, 'managesAccount', m.manages_account)
                        order by (o.kind = 'single-user') desc, lower(n.name))
                 from membership m
                 join organization o on o.id = m.organization_id
                 join owner_name n on n.organization_id = o.id
                 where m.user_id = u.id) as organizations,
                (select json_agg(json_build_object('id', o.id, 'name', o.name, 'login', n.name,
                            'avatarUrl', o.avatar_url, 'role', 'potential-member') order by lower(n.name))
                 from identity i
                 join identity_organization p on p.identity_id = i.id
                 join organization o on o.backing_provider = i.provider and o.backing_instance = i.instance
                     and o.backing_id = p.provider_id
                 join owner_name n on n.organization_id = o.id
                 where i.user_id = u.id
                     and not exists (select from membership m where m.user_id = u.id and m.organization_id = o.id)
                ) as potential_organizations,
                (select array_agg(i.provider order by i.created_at, i.provider)
                 from identity i where i.user_id = u.id) as identities""";
    }

    @Override
    public UserProfile read(ResultSet row) throws SQLException {
        UUID id = row.getObject("id", UUID.class);
        boolean machine = row.getString("kind").equals("service-account");
        List<OrganizationRow> memberships = organizations(row.getString("organizations"));
        List<OrganizationRow> potential = organizations(row.getString("potential_organizations"));
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

    private List<OrganizationRow> organizations(String json) {
        if (json == null) {
            return List.of();
        }
        try {
            return organizations.readValue(json);
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("PostgreSQL answered with JSON that is none", broken);
        }
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

    /** An organization as the statement above writes it; read by Jackson, outside any resource's signature. */
    @RegisterForReflection
    record OrganizationRow(UUID id, String name, String login, String avatarUrl, String role, boolean managesAccount) {}
}
