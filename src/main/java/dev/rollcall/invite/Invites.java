package dev.rollcall.invite;

import dev.rollcall.database.Sql;
import dev.rollcall.database.Sql.SqlArray;
import dev.rollcall.http.ApiException;
import dev.rollcall.http.PublicAddress;
import dev.rollcall.invite.PendingInvites.Invitation;
import dev.rollcall.organization.Standing;
import dev.rollcall.role.Roles.Assignable;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/**
 * The invitations of an organization, as its admins see and change them. Writes run in the transaction that has locked
 * the organization, so two admins cannot invite one address twice.
 */
@ApplicationScoped
public class Invites {

    private static final String FAILURE = "The invitations could not be read";
    private static final String NOT_WRITTEN = "The invitations could not be written";

    private static final String SENDER = """
            select name, coalesce(login, 'service-account:' || id) as login,
                kind = 'person' and email_verified_at is null as unproven
            from app_user where id = ?""";

    private static final String MEMBERS = """
            select lower(u.email) from app_user u
            where lower(u.email) = any (?) and u.email_verified_at is not null and u.state <> 'deleted'
                and exists (select from membership m where m.user_id = u.id and m.organization_id = ?)""";

    /** The newest comes last. */
    private static final String PENDING = """
            select id, lower(email) as address from invite
            where organization_id = ? and accepted_at is null and canceled_at is null and lower(email) = any (?)
            order by created_at""";

    private static final String COUNT =
            "select count(*) from invite where organization_id = ? and accepted_at is null and canceled_at is null";

    private static final String ADD = """
            insert into invite
                (id, organization_id, email, role, role_id, sender_id, sender_name, sender_login, expires_at)
            select w.id, ?, w.email, w.role, w.role_id, ?, ?, ?, now() + ? * interval '1 second'
            from unnest(?::uuid[], ?::text[], ?::text[], ?::uuid[]) as w(id, email, role, role_id)""";

    /** Finds no row that was accepted or canceled in the meantime. */
    private static final String REFRESH = """
            update invite i set role = w.role, role_id = w.role_id, sender_id = ?, sender_name = ?, sender_login = ?,
                resent_at = now(), expires_at = now() + ? * interval '1 second', accept_error = null
            from unnest(?::uuid[], ?::text[], ?::uuid[]) as w(id, role, role_id)
            where i.id = w.id and i.accepted_at is null and i.canceled_at is null
            returning i.id, i.generation""";

    private static final String RESEND = """
            update invite set sender_id = ?, sender_name = ?, sender_login = ?, resent_at = now(),
                expires_at = now() + ? * interval '1 second', accept_error = null
            where id = ? and organization_id = ? and accepted_at is null and canceled_at is null
            returning coalesce(email, '')""";

    private static final String CANCEL = """
            update invite set canceled_at = now()
            where id = ? and organization_id = ? and accepted_at is null and canceled_at is null
            returning coalesce(email, '')""";

    private final Sql sql;
    private final InviteConfig config;
    private final InviteLinks links;
    private final PublicAddress address;

    Invites(Sql sql, InviteConfig config, InviteLinks links, PublicAddress address) {
        this.sql = sql;
        this.config = config;
        this.links = links;
        this.address = address;
    }

    /** Who invites. Names are stored for the time when the account is gone. */
    record Sender(UUID id, String name, String login) {}

    /** An invitation that was sent. */
    public record Sent(UUID id, String url, Invitee invitee) {}

    /** An invitation that was not sent, and why: the end of a sentence that begins with the address. */
    record Failed(Invitee invitee, String reason) {}

    /** What became of several invitations, in their order. */
    record Batch(List<Sent> sent, List<Failed> failed) {}

    /** {@return the invitations that were neither accepted nor canceled, the newest first} */
    PendingInvites pending(Standing standing) {
        return new PendingInvites(sql.list(
                FAILURE,
                PendingInvites.STATEMENT,
                row -> Invitation.of(row, links, address),
                standing.organizationId()));
    }

    /**
     * Finds who invites.
     *
     * @throws ApiException 403 for a person without a verified address (contract for writes, section 2)
     */
    Sender sender(UUID userId) {
        return sql.query(
                "The sender could not be read",
                SENDER,
                row -> {
                    row.next();
                    if (row.getBoolean("unproven")) {
                        throw ApiException.forbidden("Verify your e-mail address before you invite people.");
                    }
                    return new Sender(userId, row.getString("name"), row.getString("login"));
                },
                userId);
    }

    /**
     * Invites people by their addresses. Whoever has a pending invitation gets it again, with the new role. So a client can
     * repeat a request. An address that is there twice is invited once.
     */
    Batch send(Standing standing, Sender sender, List<Invitee> invitees) {
        Map<String, Invitee> wanted = new LinkedHashMap<>();
        invitees.forEach(invitee -> wanted.putIfAbsent(invitee.key(), invitee));
        Set<String> members = members(standing, wanted.keySet());
        Map<String, UUID> pending = pending(standing, wanted.keySet());
        pending.keySet().removeAll(members);
        Map<UUID, String> urls = refresh(sender, pending, wanted);
        int room = config.maxPending() - count(standing);
        Map<UUID, Invitee> added = new LinkedHashMap<>();
        List<Sent> sent = new ArrayList<>();
        List<Failed> failed = new ArrayList<>();
        wanted.forEach((key, invitee) -> {
            UUID known = pending.get(key);
            if (members.contains(key)) {
                failed.add(new Failed(invitee, "is the address of a member"));
            } else if (known != null && urls.containsKey(known)) {
                sent.add(new Sent(known, urls.get(known), invitee));
            } else if (known != null) {
                failed.add(new Failed(invitee, "has just accepted or declined the invitation"));
            } else if (added.size() < room) {
                UUID id = UUID.randomUUID();
                added.put(id, invitee);
                sent.add(new Sent(id, links.link(id, 1), invitee));
            } else {
                failed.add(new Failed(invitee, "was not invited: " + full(standing)));
            }
        });
        add(standing, sender, added);
        return new Batch(sent, failed);
    }

    /**
     * Creates an invitation for whoever has its link.
     *
     * @throws ApiException 409 if the organization has too many invitations
     */
    Sent link(Standing standing, Sender sender, Assignable role) {
        if (count(standing) >= config.maxPending()) {
            throw ApiException.conflict(full(standing) + " Cancel some of them.");
        }
        UUID id = UUID.randomUUID();
        Invitee anybody = new Invitee(null, role, null);
        add(standing, sender, Map.of(id, anybody));
        return new Sent(id, links.link(id, 1), anybody);
    }

    private String full(Standing standing) {
        return "Organization '" + standing.login() + "' has " + config.maxPending() + " pending invitations.";
    }

    private Set<String> members(Standing standing, Collection<String> addresses) {
        return new HashSet<>(sql.list(
                "The members could not be read",
                MEMBERS,
                row -> row.getString(1),
                new SqlArray("text", addresses),
                standing.organizationId()));
    }

    private Map<String, UUID> pending(Standing standing, Collection<String> addresses) {
        return sql.query(
                FAILURE,
                PENDING,
                row -> {
                    Map<String, UUID> found = new HashMap<>();
                    while (row.next()) {
                        found.put(row.getString("address"), row.getObject("id", UUID.class));
                    }
                    return found;
                },
                standing.organizationId(),
                new SqlArray("text", addresses));
    }

    private int count(Standing standing) {
        return sql.query(
                FAILURE,
                COUNT,
                row -> {
                    row.next();
                    return row.getInt(1);
                },
                standing.organizationId());
    }

    private void add(Standing standing, Sender sender, Map<UUID, Invitee> added) {
        if (!added.isEmpty()) {
            sql.update(
                    NOT_WRITTEN,
                    ADD,
                    standing.organizationId(),
                    sender.id(),
                    sender.name(),
                    sender.login(),
                    config.lifetime().toSeconds(),
                    new SqlArray("uuid", added.keySet()),
                    column("text", added.values(), Invitee::email),
                    column(
                            "text",
                            added.values(),
                            invitee -> invitee.role().builtIn().value()),
                    column("uuid", added.values(), invitee -> invitee.role().customId()));
        }
    }

    /** Returns the links of the invitations that are still pending. */
    private Map<UUID, String> refresh(Sender sender, Map<String, UUID> pending, Map<String, Invitee> wanted) {
        if (pending.isEmpty()) {
            return Map.of();
        }
        List<String> keys = List.copyOf(pending.keySet());
        List<Invitee> invitees = keys.stream().map(wanted::get).toList();
        return sql.query(
                NOT_WRITTEN,
                REFRESH,
                row -> {
                    Map<UUID, String> urls = new HashMap<>();
                    while (row.next()) {
                        UUID id = row.getObject("id", UUID.class);
                        urls.put(id, links.link(id, row.getInt("generation")));
                    }
                    return urls;
                },
                sender.id(),
                sender.name(),
                sender.login(),
                config.lifetime().toSeconds(),
                column("uuid", keys, pending::get),
                column("text", invitees, invitee -> invitee.role().builtIn().value()),
                column("uuid", invitees, invitee -> invitee.role().customId()));
    }

    private static <T> SqlArray column(String type, Collection<T> rows, Function<T, ?> value) {
        List<Object> values = new ArrayList<>();
        rows.forEach(row -> values.add(value.apply(row)));
        return new SqlArray(type, values);
    }

    /**
     * Sends a pending or expired invitation again. It is valid for the whole lifetime again, and keeps its link.
     *
     * @return the address, which is empty for a link
     * @throws ApiException 404 if there is no such invitation
     */
    String resend(Standing standing, Sender sender, String id) {
        return write(id, RESEND, invite -> new Object[] {
            sender.id(), sender.name(), sender.login(), config.lifetime().toSeconds(), invite, standing.organizationId()
        });
    }

    /**
     * Takes a pending or expired invitation back.
     *
     * @return the address, which is empty for a link
     * @throws ApiException 404 if there is no such invitation
     */
    String cancel(Standing standing, String id) {
        return write(id, CANCEL, invite -> new Object[] {invite, standing.organizationId()});
    }

    private String write(String id, String statement, Function<UUID, Object[]> parameters) {
        Optional<String> email = InvitePath.find(id)
                .filter(path -> path.code() == null)
                .flatMap(path ->
                        sql.list(NOT_WRITTEN, statement, row -> row.getString(1), parameters.apply(path.id())).stream()
                                .findFirst());
        return email.orElseThrow(() -> InvitePath.unknown(id));
    }
}
