package dev.rollcall.mail;

import dev.rollcall.database.Sql;
import io.smallrye.health.api.Wellness;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.PersistenceException;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

/** Tells the operator if mails do not get out: some have waited for an hour, or were given up within a day. */
@Wellness
@ApplicationScoped
class MailWellness implements HealthCheck {

    private static final String STATE = """
            select count(*) as waiting, count(*) filter (where created_at < now() - interval '1 hour') as late,
                (select count(*) from mail
                    where state = 'abandoned' and finished_at > now() - interval '1 day') as abandoned
            from mail where state = 'waiting'""";

    private final Sql sql;
    private final Outbox outbox;

    MailWellness(Sql sql, Outbox outbox) {
        this.sql = sql;
        this.outbox = outbox;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder health = HealthCheckResponse.named("Mail").up();
        if (!outbox.isOn()) {
            return health.withData("mail", "off").build();
        }
        try {
            return sql.query("The mails could not be read", STATE, row -> {
                row.next();
                long late = row.getLong("late");
                long abandoned = row.getLong("abandoned");
                return health.withData("waiting", row.getLong("waiting"))
                        .withData("waiting for more than an hour", late)
                        .withData("given up within a day", abandoned)
                        .status(late == 0 && abandoned == 0)
                        .build();
            });
        } catch (PersistenceException failure) {
            return health.down()
                    .withData("failure", String.valueOf(failure.getCause().getMessage()))
                    .build();
        }
    }
}
