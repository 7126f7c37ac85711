package dev.rollcall.acceptance;

import dev.rollcall.audit.AuditEvent.Action;
import dev.rollcall.audit.AuditLog;
import dev.rollcall.audit.AuditLog.Source;
import dev.rollcall.database.Sql;
import dev.rollcall.database.Transactions;
import dev.rollcall.http.ApiException;
import dev.rollcall.invite.InviteLinks;
import dev.rollcall.invite.InvitePath;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Lets invitees look at an invitation, accept it and decline it (contract for writes, section 3.3). Whoever accepts an
 * invitation to an address must have verified this address. A link works once, for anybody.
 */
@ApplicationScoped
public class Acceptance {

    /** A deletion of the organization waits for this lock, or this statement for the deletion. Then it finds no row. */
    private static final String HOLD = """
            select from organization o where o.id = (select i.organization_id from invite i where i.id = ?)
            for key share""";

    /** The account must not be deleted meanwhile. */
    private static final String LOCK = " for update of i for key share of u";

    private static final String JOIN = """
            insert into membership (user_id, organization_id, role, role_id)
            select ?, i.organization_id, i.role, i.role_id from invite i where i.id = ?
            on conflict do nothing""";

    private final Sql sql;
    private final InviteLinks links;
    private final AuditLog audit;

    Acceptance(Sql sql, InviteLinks links, AuditLog audit) {
        this.sql = sql;
        this.links = links;
        this.audit = audit;
    }

    /**
     * Finds an invitation for an invitee to decide about. Changes nothing.
     *
     * @throws ApiException 404 if there is no such invitation; 409 if it was used, canceled or has expired; 403 if the
     *     person may not accept it
     */
    public Offer offer(UUID person, InvitePath path) {
        Offer offer = find(person, path, "");
        Optional<Refusal> refusal = refusal(offer, path);
        if (refusal.isPresent()) {
            throw refusal.get().answer();
        }
        return offer;
    }

    /**
     * Finds an invitation, for whoever knows the organization and the id.
     *
     * @throws ApiException 404 if there is none, or it was used or canceled
     */
    Offer known(UUID person, String organization, String id) {
        InvitePath path = InvitePath.parse(id);
        Offer offer = find(person, path, "");
        if (!offer.isPending() || !offer.isOf(organization) || !knows(offer, path)) {
            throw InvitePath.unknown(id);
        }
        return offer;
    }

    /**
     * Makes a person a member. Of two who accept the same invitation at once, one becomes a member.
     *
     * @throws ApiException as {@link #offer}. If it is 403, the admins of the organization see why.
     */
    public Offer accept(Source source, InvitePath path) {
        return accept(source, path, Optional.empty());
    }

    /** Like {@link #accept(Source, InvitePath)}. There is no such invitation if it is another organization's. */
    Offer accept(Source source, InvitePath path, Optional<String> organization) {
        return decided(() -> locked(source.actorId(), organization, path), path, offer -> {
            // No row if the person is a member already.
            sql.update("The member could not be added", JOIN, source.actorId(), path.id());
            sql.update(
                    "The invitation could not be written",
                    "update invite set accepted_at = now(), accept_error = null where id = ?",
                    path.id());
            audit.record(
                    Action.INVITE_ACCEPTED,
                    source,
                    offer.organizationId(),
                    source.actorId(),
                    "Accepted " + offer.title() + " and joined with the role " + offer.roleTitle());
        });
    }

    /**
     * Declines an invitation. Nobody can accept it any more.
     *
     * @throws ApiException as {@link #accept}
     */
    public Offer decline(Source source, InvitePath path) {
        return decided(() -> locked(source.actorId(), Optional.empty(), path), path, offer -> {
            sql.update(
                    "The invitation could not be written",
                    "update invite set canceled_at = now() where id = ?",
                    path.id());
            audit.record(
                    Action.INVITE_CANCELED, source, offer.organizationId(), path.id(), "Declined " + offer.title());
        });
    }

    /** A refusal is stored, so the transaction commits before the refusal is thrown. */
    private Offer decided(Supplier<Offer> locked, InvitePath path, Consumer<Offer> decision) {
        Object result = Transactions.call(() -> {
            Offer offer = locked.get();
            Optional<Refusal> refusal = refusal(offer, path);
            if (refusal.isEmpty()) {
                decision.accept(offer);
                return offer;
            }
            refusal.get().reason().ifPresent(reason -> remember(path, reason));
            return refusal.get();
        });
        if (result instanceof Refusal refusal) {
            throw refusal.answer();
        }
        return (Offer) result;
    }

    private void remember(InvitePath path, String reason) {
        sql.update(
                "The invitation could not be written",
                "update invite set accept_error = ? where id = ?",
                reason,
                path.id());
    }

    private Offer locked(UUID person, Optional<String> organization, InvitePath path) {
        sql.query("The organization could not be locked", HOLD, ResultSet::next, path.id());
        Offer offer = find(person, path, LOCK);
        if (!organization.map(offer::isOf).orElse(true)) {
            throw InvitePath.unknown(path.toString());
        }
        return offer;
    }

    private Offer find(UUID person, InvitePath path, String lock) {
        return sql
                .list("The invitation could not be read", Offer.STATEMENT + lock, Offer::of, person, path.id())
                .stream()
                .findFirst()
                .orElseThrow(() -> InvitePath.unknown(path.toString()));
    }

    /** Whether the caller has shown what it takes to know of the invitation: for a link, its code. */
    private boolean knows(Offer offer, InvitePath path) {
        return path.code() == null ? !offer.isLink() : links.isCode(path.code(), path.id(), offer.generation());
    }

    private Optional<Refusal> refusal(Offer offer, InvitePath path) {
        if (!knows(offer, path)) {
            return Optional.of(new Refusal(InvitePath.unknown(path.toString()), Optional.empty()));
        }
        if (!offer.isPending()) {
            return Optional.of(Refusal.conflict("Invite is not in the 'invited' state"));
        }
        if (offer.expired()) {
            return Optional.of(Refusal.conflict("Invite is not in the 'invited' state. It has expired. Ask an admin of"
                    + " the organization to send it again."));
        }
        return offer.reasonAgainst().map(Refusal::forbidden);
    }

    /**
     * Why an invitee cannot have what they ask for.
     *
     * @param reason what the admins of the organization read; empty if it does not concern them
     */
    private record Refusal(ApiException answer, Optional<String> reason) {

        static Refusal conflict(String detail) {
            return new Refusal(ApiException.conflict(detail), Optional.empty());
        }

        static Refusal forbidden(String reason) {
            return new Refusal(ApiException.forbidden(reason), Optional.of(reason));
        }
    }
}
