package dev.rollcall.e2e;

import static dev.rollcall.testing.Rows.unique;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.e2e.PulumiCli.Result;
import dev.rollcall.e2e.PulumiCli.Running;
import dev.rollcall.packaged.ServiceProcess;
import dev.rollcall.testing.Database;
import dev.rollcall.testing.PostgresqlResource;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Organization;
import dev.rollcall.testing.Rows.Person;
import dev.rollcall.testing.TestSettings;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.restassured.RestAssured;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Interrupts, kills and stops an unmodified Pulumi CLI in the middle of an update, and cuts its connections. */
@QuarkusIntegrationTest
@QuarkusTestResource(PostgresqlResource.class)
class UpdateInterruptionIT {

    /** More than any test waits for. */
    private static final int MANY = 15;

    private final Person ada = Rows.person("Ada Example");
    private final Organization acme = Rows.organization(unique("acme"), "Acme Corporation");
    private final String stack = acme.login() + "/website/dev";

    @TempDir
    Path homes;

    @BeforeEach
    void requireProgram() {
        StashProject.require();
        Rows.join(ada.id(), acme.id(), "admin");
    }

    private StashProject project() throws IOException {
        return project(PulumiCli.url());
    }

    private StashProject project(String url) throws IOException {
        return new StashProject(new PulumiCli(homes, ada.token(), url), stack);
    }

    private long stored() {
        return Database.value(
                Long.class, "select coalesce(resource_count, 0) from stack where organization_id = ?", acme.id());
    }

    /**
     * Waits until the running update has stored three more resources. The first two of a new stack are none of the
     * program's: the stack itself and its provider.
     */
    private void awaitProgress(Running update) throws InterruptedException, IOException {
        long enough = stored() + 3;
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (stored() < enough
                && System.nanoTime() < deadline
                && !update.process().waitFor(50, TimeUnit.MILLISECONDS)) {
            // Not yet.
        }
        assertThat(stored()).as("The update ended too early").isGreaterThanOrEqualTo(enough);
    }

    /** Lets the lease of the running update run out, as if five minutes had passed. */
    private void endLease() {
        String past = "now() - interval '1 second'";
        Database.execute(
                "update stack_update set lease_ends_at = " + past
                        + " where status = 'running' and stack_id in (select id from stack where organization_id = ?)",
                acme.id());
        Database.execute("update stack set lease_until = " + past + " where organization_id = ?", acme.id());
    }

    @Test
    void goesOnAfterAClientThatWasInterrupted() throws Exception {
        StashProject project = project().init();
        Running update = project.start(MANY);
        awaitProgress(update);

        update.signal("INT");

        assertThat(update.await().exitCode()).isNotZero();
        List<String> kept = project.resources();
        assertThat(kept).isNotEmpty();
        project.up(kept.size() + 1);
        assertThat(project.resources()).hasSize(kept.size() + 1).containsAll(kept);
        assertThat(project.history()).containsExactly("2 update succeeded", "1 update failed");
    }

    @Test
    void goesOnAfterAClientThatWasKilledWhenItsLeaseIsOverOrItsUpdateIsCanceled() throws Exception {
        StashProject project = project().init();
        List<String> kept = kill(project);
        assertThat(project.program("up", Map.of()).output()).contains("Another update is currently in progress");

        endLease();
        project.up(kept.size() + 1);
        assertThat(project.resources()).hasSize(kept.size() + 1).containsAll(kept);

        kept = kill(project);
        project.run("cancel", "--yes");
        project.up(kept.size() + 1);
        assertThat(project.resources()).hasSize(kept.size() + 1).containsAll(kept);
        assertThat(project.history())
                .containsExactly("4 update succeeded", "3 update failed", "2 update succeeded", "1 update failed");
    }

    /** Kills the CLI in the middle of an update. Returns what the stack has then. */
    private List<String> kill(StashProject project) throws IOException, InterruptedException {
        Running update = project.start(MANY);
        awaitProgress(update);
        update.signal("KILL");
        assertThat(update.await().exitCode()).isNotZero();
        List<String> kept = project.resources();
        assertThat(kept).isNotEmpty();
        return kept;
    }

    @Test
    void writesNothingMoreWhenItWakesUpAfterItsLease() throws Exception {
        Running sleeping = project().init().start(MANY);
        awaitProgress(sleeping);
        sleeping.signal("STOP");
        endLease();
        StashProject other = project().select();
        other.up(1);
        String state = other.run("stack", "export");

        sleeping.signal("CONT");

        Result woken = sleeping.await();
        assertThat(woken.exitCode()).isNotZero();
        assertThat(woken.output()).contains("[403]", "The Update has already timed out");
        assertThat(other.run("stack", "export")).isEqualTo(state);
        assertThat(other.history()).containsExactly("2 update succeeded", "1 update failed");
    }

    @Test
    void letsOneOfTwoClientsWin() throws Exception {
        StashProject first = project().init();
        StashProject second = project().select();

        List<Running> both = List.of(first.start(10), second.start(10));
        Result one = both.get(0).await();
        Result other = both.get(1).await();

        Result loser = one.exitCode() == 0 ? other : one;
        assertThat(List.of(one.exitCode() == 0, other.exitCode() == 0))
                .as(one.output() + other.output())
                .containsExactlyInAnyOrder(true, false);
        assertThat(loser.output()).contains("Another update is currently in progress");
        assertThat(first.resources()).hasSize(10);
        assertThat(first.history()).containsExactly("1 update succeeded");
    }

    @Test
    void losesNothingWhenConnectionsBreak() throws Exception {
        try (CuttingProxy proxy =
                new CuttingProxy(RestAssured.port, Map.of("checkpoint", 3, "complete", 1, "batch", 1))) {
            StashProject project = project(proxy.url()).init();

            project.up(3);

            assertThat(proxy.left()).isZero();
            assertThat(project.resources()).containsExactly("stash-0", "stash-1", "stash-2");
            assertThat(project.history()).containsExactly("1 update succeeded");
        }
    }

    @Test
    void goesOnWithAnotherReplica() throws Exception {
        Map<String, String> settings = Database.settings();
        settings.put("ROLLCALL_ENCRYPTION_KEYS", TestSettings.ENCRYPTION_KEY);
        try (ServiceProcess replica = ServiceProcess.start(settings).awaitListening();
                CuttingProxy proxy = new CuttingProxy(replica.port(), Map.of())) {
            StashProject project = project(proxy.url()).init();
            Running update = project.start(10);
            awaitProgress(update);

            proxy.retarget(RestAssured.port);
            replica.kill();

            Result result = update.await();
            assertThat(result.exitCode()).as(result.output()).isZero();
            assertThat(project.resources()).hasSize(10);
            assertThat(project.history()).containsExactly("1 update succeeded");
        }
    }
}
