package dev.rollcall.state;

import static dev.rollcall.testing.Rows.unique;
import static dev.rollcall.testing.StackUpdates.deployment;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.Blocker;
import dev.rollcall.testing.Database;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Organization;
import dev.rollcall.testing.Rows.Person;
import dev.rollcall.testing.StackUpdates;
import dev.rollcall.testing.StackUpdates.Update;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The jobs that end updates whose clients are gone, and delete what is not needed any more. */
@QuarkusTest
class LeaseExpiryTest {

    private static final String EVENT = "[{\"sequence\":0,\"timestamp\":1,\"stdoutEvent\":{\"message\":\"a\"}}]";

    private final Organization acme = Rows.organization(unique("acme"), "Acme");
    private final Person ada = Rows.person("Ada Example");
    private final StackUpdates updates = new StackUpdates(ada.authorization(), acme.login() + "/website/dev");
    private UUID stackId;

    @Inject
    LeaseExpiry expiry;

    @BeforeEach
    void createStack() {
        Rows.join(ada.id(), acme.id(), "admin");
        stackId = Rows.stack(acme.id(), "website", "dev");
    }

    private void runOut(Update update) {
        Database.execute(
                "update stack_update set lease_ends_at = now() - interval '1 second' where id = ?::uuid", update.id());
        Database.execute("update stack set lease_until = now() - interval '1 second' where id = ?", stackId);
    }

    private static String status(Update update) {
        return Database.value(String.class, "select status from stack_update where id = ?::uuid", update.id());
    }

    @Test
    void endsAnUpdateWhoseLeaseHasRunOutAndKeepsItsState() {
        Update gone = updates.begin("update", false);
        updates.checkpoint(gone, deployment("one", "two")).then().statusCode(204);
        Update preview = updates.begin("update", true);
        expiry.run();
        assertThat(status(gone)).isEqualTo("running");
        runOut(gone);
        runOut(preview);

        expiry.run();

        assertThat(status(gone)).isEqualTo("timed-out");
        assertThat(status(preview)).isEqualTo("timed-out");
        assertThat(Database.count(
                        "stack where id = ? and lease_until is null and resource_count = 2 and last_version = 1",
                        stackId))
                .isOne();
        assertThat(updates.get("/updates/latest").<String>path("info.result")).isEqualTo("failed");
        assertThat(updates.get("/updates/latest").<Integer>path("info.resourceCount"))
                .isEqualTo(2);
        assertThat(updates.export().asString()).contains("two");
    }

    @Test
    void passesByAStackThatSomebodyWorksOn() throws Exception {
        Update gone = updates.begin("update", false);
        runOut(gone);

        Blocker blocker = Blocker.holding("select from stack where id = ? for update", stackId);
        try {
            expiry.run();
            assertThat(status(gone)).isEqualTo("running");
        } finally {
            blocker.close();
        }
        expiry.run();

        assertThat(status(gone)).isEqualTo("timed-out");
    }

    @Test
    void deletesOldPreviewsAndEventsButNoHistory() {
        Update done = updates.begin("update", false);
        updates.events(done, EVENT).then().statusCode(204);
        updates.complete(done, "succeeded").then().statusCode(204);
        Update preview = updates.begin("update", true);
        updates.events(preview, EVENT).then().statusCode(204);
        updates.complete(preview, "succeeded").then().statusCode(204);
        updates.created("update", false);
        Update running = updates.begin("update", false);
        updates.events(running, EVENT).then().statusCode(204);
        Update runningPreview = updates.begin("update", true);
        expiry.clean();
        assertThat(Database.count("stack_update where stack_id = ?", stackId)).isEqualTo(5);
        Database.execute("update stack_update set created_at = now() - interval '15 days' where stack_id = ?", stackId);

        expiry.clean();

        assertThat(Database.value(
                        String.class,
                        "select string_agg(id::text, ',' order by id) from stack_update where stack_id = ?",
                        stackId))
                .isEqualTo(done.id() + "," + running.id() + "," + runningPreview.id());
        assertThat(Database.value(
                        String.class,
                        "select string_agg(u.id::text, ',') from stack_event e join stack_update u on u.id = e.update_id"
                                + " where u.stack_id = ?",
                        stackId))
                .isEqualTo(running.id());
    }
}
