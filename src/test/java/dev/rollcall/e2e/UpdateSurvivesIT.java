package dev.rollcall.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.e2e.PulumiCli.Result;
import dev.rollcall.e2e.PulumiCli.Running;
import dev.rollcall.packaged.PostgresqlServer;
import dev.rollcall.packaged.Replicas;
import dev.rollcall.testing.Await;
import dev.rollcall.testing.TestSettings;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Replicas are killed, and PostgreSQL crashes, at random moments while an unmodified Pulumi CLI creates 300 resources. The
 * export has every resource whose checkpoint was acknowledged to the CLI. If the CLI gives up, the next update goes on.
 */
class UpdateSurvivesIT {

    private static final String TOKEN = PostgresqlServer.TOKEN;
    private static final String STACK = "admin/website/dev";
    private static final int RESOURCES = 300;

    /** The CLI says one of these when it gives up. */
    private static final List<String> ERRORS = List.of("[500]", "[503]", "EOF", "connection");

    /** The CLI could not encrypt or write a checkpoint, and does not try again. */
    private static final String GIVEN_UP = "snapshot: [503]";

    /** For one update. It needs seconds, but replicas that start take the CPU from it. */
    private static final Duration LIMIT = Duration.ofMinutes(5);

    @TempDir
    Path homes;

    @TempDir
    Path data;

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);
    private PostgresqlServer database;
    private Replicas replicas;
    private CuttingProxy proxy;
    private StashProject project;
    private Running update;
    private int updates;

    /** What is killed. */
    private enum Victim {
        REPLICA,
        DATABASE,
        BOTH,
        /** The database, until the CLI has tried to write a checkpoint four times. */
        DATABASE_FOR_LONG
    }

    @BeforeEach
    void requireProgram() {
        StashProject.require();
    }

    /** 20 victims in random order. */
    private List<Victim> victims() {
        List<Victim> victims = new ArrayList<>();
        victims.addAll(Collections.nCopies(6, Victim.REPLICA));
        victims.addAll(Collections.nCopies(9, Victim.DATABASE));
        victims.addAll(Collections.nCopies(4, Victim.BOTH));
        victims.add(Victim.DATABASE_FOR_LONG);
        Collections.shuffle(victims, random);
        return victims;
    }

    @Test
    void hasEveryAcknowledgedResourceWhateverIsKilled() throws Exception {
        System.out.println("UpdateSurvivesIT: to repeat this, set -Dseed=" + seed);
        database = new PostgresqlServer(data);
        Map<String, String> settings = database.settings();
        settings.put("ROLLCALL_ENCRYPTION_KEYS", TestSettings.ENCRYPTION_KEY);
        settings.put("QUARKUS_DATASOURCE_JDBC_ACQUISITION_TIMEOUT", "1s");
        try (Replicas three = new Replicas(settings);
                CuttingProxy before = new CuttingProxy(three.serving().port(), Map.of())) {
            replicas = three;
            proxy = before;
            project = new StashProject(new PulumiCli(homes, TOKEN, proxy.url()), STACK).init();
            start();
            for (Victim victim : victims()) {
                awaitProgress(1 + random.nextInt(20));
                kill(victim);
                assertNothingIsLost();
            }
            Result end = update.await(LIMIT);
            while (end.exitCode() != 0) {
                goOn(end);
                end = update.await(LIMIT);
            }
            assertThat(JsonPath.from(export()).getMap("deployment"))
                    .isEqualTo(JsonPath.from(proxy.acknowledged()).getMap("deployment"));
            assertThat(project.resources())
                    .containsExactlyInAnyOrderElementsOf(IntStream.range(0, RESOURCES)
                            .mapToObj(number -> "stash-" + number)
                            .toList());
            assertThat(project.history())
                    .containsExactlyElementsOf(IntStream.rangeClosed(1, updates)
                            .mapToObj(age -> (updates + 1 - age) + " update " + (age == 1 ? "succeeded" : "failed"))
                            .toList());
            System.out.println("UpdateSurvivesIT: the CLI has sent " + proxy.acknowledgments() + " checkpoints in "
                    + updates + " updates");
        } finally {
            if (update != null) {
                update.kill();
            }
            database.close();
        }
    }

    private void start() throws IOException {
        update = project.start(RESOURCES, 0);
        updates++;
        assertThat(updates).as("updates").isLessThan(10);
    }

    /** Starts the next update, because the CLI has given this one up. */
    private void goOn(Result ended) throws Exception {
        assertThat(ended.exitCode()).as("The update ended too early").isNotZero();
        assertThat(ERRORS).as(ended.output()).anyMatch(ended.output()::contains);
        assertNothingIsLost();
        // Refused if the CLI could still end its update.
        project.cli().run("cancel", "--yes");
        start();
    }

    /** Waits until so many further checkpoints are acknowledged, and a random moment longer. */
    private void awaitProgress(int checkpoints) throws Exception {
        int enough = proxy.acknowledgments() + checkpoints;
        while (proxy.acknowledgments() < enough) {
            Await.until(
                    () -> proxy.acknowledgments() >= enough || !update.process().isAlive());
            if (proxy.acknowledgments() < enough) {
                goOn(update.await(LIMIT));
            }
        }
        long end = System.nanoTime() + random.nextInt(100_000_000);
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }

    private void kill(Victim victim) throws Exception {
        boolean replica = victim == Victim.REPLICA || victim == Victim.BOTH;
        if (victim != Victim.REPLICA) {
            database.control("stop", "-m", "immediate");
        }
        if (replica) {
            replicas.serving().kill();
        }
        if (victim == Victim.DATABASE_FOR_LONG) {
            Await.until(() -> Files.readString(update.output()).contains(GIVEN_UP));
            assertThat(Files.readString(update.output())).contains(GIVEN_UP);
        }
        if (victim != Victim.REPLICA) {
            database.restart();
        }
        if (replica) {
            proxy.retarget(replicas.takeOver().port());
        }
    }

    /** The export has what was acknowledged before it. */
    private void assertNothingIsLost() throws Exception {
        List<String> acknowledged = resources(proxy.acknowledged());
        assertThat(resources(export())).containsAll(acknowledged);
    }

    /** {@return the export of the replica that serves, as soon as it has a connection to the database again} */
    private String export() throws Exception {
        AtomicReference<HttpResponse<String>> export = new AtomicReference<>();
        Await.until(() -> {
            export.set(replicas.serving().get("/api/stacks/" + STACK + "/export", TOKEN));
            return export.get().statusCode() != 503;
        });
        assertThat(export.get().statusCode()).as(export.get().body()).isEqualTo(200);
        return export.get().body();
    }

    private static List<String> resources(String state) {
        return JsonPath.from(state).getList("deployment.resources.urn");
    }
}
