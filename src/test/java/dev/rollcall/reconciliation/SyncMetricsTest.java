package dev.rollcall.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.Database;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Person;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@QuarkusTest
@Tag("postgresql")
class SyncMetricsTest {

    /** This installation is not configured, so no replica syncs its identities. */
    private static final String INSTANCE = "https://metrics.example";

    @Inject
    SyncMetrics metrics;

    @Inject
    MeterRegistry registry;

    @Test
    void countIdentitiesByState() {
        Person ada = Rows.person("Ada Example");
        Rows.identity(ada.id(), "github.com", INSTANCE);
        metrics.measure();
        double gone = identities("gone");
        double active = identities("active");
        assertThat(active).isPositive();

        Database.execute("update identity set state = 'gone' where user_id = ?", ada.id());
        metrics.measure();

        assertThat(identities("gone")).isEqualTo(gone + 1);
        assertThat(identities("active")).isEqualTo(active - 1);
    }

    @Test
    void sayHowLongSomebodyHasBeenWaiting() {
        Person ada = Rows.person("Ada Example");
        Rows.identity(ada.id(), "github.com", INSTANCE);
        Database.execute(
                "insert into identity_sync (identity_id, provider, instance, next_sync_at)"
                        + " select id, provider, instance, now() - interval '400 days' from identity where user_id = ?",
                ada.id());
        metrics.measure();
        double year = 365.0 * 24 * 60 * 60;
        assertThat(lag()).isGreaterThan(year);

        Database.execute(
                "delete from identity_sync where identity_id = (select id from identity where user_id = ?)", ada.id());
        metrics.measure();

        assertThat(lag()).isBetween(0.0, year);
    }

    private double identities(String state) {
        return registry.get("rollcall.identities").tag("state", state).gauge().value();
    }

    private double lag() {
        return registry.get("rollcall.reconciliation.lag").gauge().value();
    }
}
