package dev.rollcall.mail;

import dev.rollcall.database.Sql;
import dev.rollcall.database.Sql.SqlArray;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Takes mails to send. A mail is a row that is written in the transaction of its cause. So it is sent if the cause is
 * committed, and only then. {@link MailDelivery} sends it afterwards.
 */
@Singleton
public class Outbox {

    private static final Pattern FROM =
            Pattern.compile("[!-;=?-~]+@[!-;=?-~]+|[^<>\\p{Cntrl}]+<[!-;=?-~]+@[!-;=?-~]+>");

    /** A mail about the same thing that still waits would say the same. */
    private static final String SUPERSEDE =
            "delete from mail where kind = ? and subject_id = any (?) and state = 'waiting'";

    private static final String ADD = """
            insert into mail (id, kind, subject_id, recipient, organization_id, sender_id)
            select gen_random_uuid(), ?, w.subject_id, w.recipient, ?, ?
            from unnest(?::uuid[], ?::text[]) with ordinality as w(subject_id, recipient, place)
            where w.place + (select count(*) from mail m
                    where m.organization_id = ? and m.created_at > now() - interval '1 day') <= ?
                and w.place + (select count(*) from mail m
                    where m.sender_id = ? and m.created_at > now() - interval '1 day') <= ?
                and (select count(*) from mail m
                    where lower(m.recipient) = lower(w.recipient) and m.created_at > now() - interval '1 day') < ?
            returning subject_id""";

    private final Sql sql;
    private final MailConfig config;

    Outbox(Sql sql, MailConfig config) {
        this.sql = sql;
        this.config = config;
    }

    /** Stops the start if the sender is no address. Otherwise every mail would fail. */
    void check(@Observes StartupEvent starting) {
        config.from().filter(from -> !isSender(from)).ifPresent(from -> {
            throw new ConfigurationException("rollcall.mail.from: '" + from + "' is not an address. Write it like"
                    + " rollcall@example.com or Rollcall <rollcall@example.com>");
        });
        Log.debugf("Mails are %s", isOn() ? "sent" : "off");
    }

    /** {@return whether a text is an address, or a name and an address in angle brackets} */
    static boolean isSender(String from) {
        return FROM.matcher(from).matches();
    }

    /** {@return whether this server sends mails} */
    public boolean isOn() {
        return config.from().isPresent();
    }

    /**
     * Stores mails, in the transaction of their cause.
     *
     * @param kind of a {@link MailContent}
     * @param senderId the account that causes them
     * @param organizationId the organization that causes them
     * @param recipients the addresses by what the mails are about
     * @return what the mails are about that are beyond a limit, and are not sent
     */
    @Transactional(TxType.MANDATORY)
    public Set<UUID> add(String kind, UUID senderId, UUID organizationId, Map<UUID, String> recipients) {
        List<Map.Entry<UUID, String>> mails = List.copyOf(recipients.entrySet());
        SqlArray subjects =
                new SqlArray("uuid", mails.stream().map(Map.Entry::getKey).toList());
        sql.update("The mails could not be written", SUPERSEDE, kind, subjects);
        Set<UUID> rest = new HashSet<>(recipients.keySet());
        rest.removeAll(sql.list(
                "The mails could not be written",
                ADD,
                row -> row.getObject(1, UUID.class),
                kind,
                organizationId,
                senderId,
                subjects,
                new SqlArray("text", mails.stream().map(Map.Entry::getValue).toList()),
                organizationId,
                config.maxPerOrganization(),
                senderId,
                config.maxPerAccount(),
                config.maxPerAddress()));
        return rest;
    }
}
