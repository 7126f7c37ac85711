package dev.rollcall.acceptance;

import dev.rollcall.organization.Role;
import dev.rollcall.provider.ForeignText;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;

/**
 * An invitation and the person who looks at it.
 *
 * @param login the organization's login
 * @param name the organization's name that is shown
 * @param avatarUrl the organization's picture; null for the generated one
 * @param generation what the code of the link depends on
 * @param email the address that it was sent to; null for a link
 * @param role the built-in role that the invitee gets, or the one in place of a custom role
 * @param customRole the name of the custom role that the invitee gets; null for a built-in role
 * @param currentRole the person's role in the organization; null if they are no member
 * @param isPending whether it was neither accepted nor canceled
 * @param expires null for never
 * @param theirs whether the person has verified the address
 * @param managed whether another organization manages the person's account
 * @param backed whether the person belongs to the organization at a provider that backs this one, if one does
 */
public record Offer(
        UUID organizationId,
        String login,
        String name,
        String avatarUrl,
        int generation,
        String email,
        Role role,
        String customRole,
        String currentRole,
        String senderName,
        String senderLogin,
        boolean isPending,
        boolean expired,
        Instant expires,
        boolean theirs,
        boolean managed,
        boolean backed) {

    /** Its parameters: the person, and the invitation. The invitation is {@code i}. */
    static final String STATEMENT = """
            select i.organization_id, o.login, o.name, o.avatar_url, i.generation, i.email, i.role,
                r.name as custom_role,
                (select m.role from membership m where m.user_id = u.id and m.organization_id = o.id) as current_role,
                coalesce(s.name, i.sender_name) as sender_name, coalesce(s.login, i.sender_login) as sender_login,
                i.accepted_at is null and i.canceled_at is null as pending,
                coalesce(i.expires_at <= now(), false) as expired, i.expires_at,
                coalesce(u.email_verified_at is not null and lower(u.email) = lower(i.email), false) as theirs,
                exists (
                    select from membership m
                    where m.user_id = u.id and m.manages_account and m.organization_id <> o.id) as managed,
                o.backing_id is null or exists (
                    select from identity d join identity_organization p on p.identity_id = d.id
                    where d.user_id = u.id and d.provider = o.backing_provider and d.instance = o.backing_instance
                        and p.provider_id = o.backing_id) as backed
            from invite i
            join organization o on o.id = i.organization_id
            join app_user u on u.id = ? and u.state <> 'deleted'
            left join role r on r.id = i.role_id
            left join app_user s on s.id = i.sender_id and s.state <> 'deleted'
            where i.id = ?""";

    static Offer of(ResultSet row) throws SQLException {
        OffsetDateTime expires = row.getObject("expires_at", OffsetDateTime.class);
        return new Offer(
                row.getObject("organization_id", UUID.class),
                row.getString("login"),
                row.getString("name"),
                row.getString("avatar_url"),
                row.getInt("generation"),
                row.getString("email"),
                Role.of(row.getString("role")).orElseThrow(),
                row.getString("custom_role"),
                row.getString("current_role"),
                row.getString("sender_name"),
                row.getString("sender_login"),
                row.getBoolean("pending"),
                row.getBoolean("expired"),
                expires == null ? null : expires.toInstant(),
                row.getBoolean("theirs"),
                row.getBoolean("managed"),
                row.getBoolean("backed"));
    }

    boolean isLink() {
        return email == null;
    }

    /** {@return whether this is the organization's login, in upper or lower case} */
    boolean isOf(String organization) {
        return ForeignText.same(login, organization);
    }

    /** {@return the name of the role that the invitee gets} */
    public String roleTitle() {
        return customRole == null ? role.title : customRole;
    }

    /** {@return the invitation in a sentence of the audit log} */
    String title() {
        return isLink() ? "an invitation link" : "the invitation of '" + email + "'";
    }

    /** {@return why the person may not accept the invitation; empty if they may} */
    Optional<String> reasonAgainst() {
        if (!isLink() && !theirs) {
            return Optional.of("The invitation was sent to another e-mail address than the verified one of the account."
                    + " Sign in with the account that has verified this address.");
        }
        if (managed) {
            return Optional.of("The account is managed by another organization, so it cannot join this one.");
        }
        if (!backed) {
            return Optional.of("The account does not belong to the organization that backs '" + login
                    + "' at its identity provider. Connect an identity that does.");
        }
        return Optional.empty();
    }
}
