package dev.rollcall.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.Await;
import dev.rollcall.testing.StackUpdates;
import dev.rollcall.testing.TestSettings;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Replicas are killed, and PostgreSQL crashes, at random moments while a client writes checkpoints. Then another replica takes
 * over. The export has everything that was acknowledged, and the update goes on with its token.
 */
@Tag("once")
class StateSurvivesIT {

    private static final String TOKEN = PostgresqlServer.TOKEN;
    private static final int RESOURCES = 300;
    private static final Pattern NUMBER = Pattern.compile("::resource-(\\d+)\"");

    @TempDir
    Path data;

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);
    private String stack;
    private String update;
    private String token;
    private int acknowledged;

    /** What is killed. */
    private enum Victim {
        REPLICA,
        DATABASE,
        BOTH
    }

    /** 20 victims in random order. */
    private List<Victim> victims() {
        List<Victim> victims = new ArrayList<>();
        victims.addAll(Collections.nCopies(6, Victim.REPLICA));
        victims.addAll(Collections.nCopies(9, Victim.DATABASE));
        victims.addAll(Collections.nCopies(5, Victim.BOTH));
        Collections.shuffle(victims, random);
        return victims;
    }

    @Test
    void hasEveryAcknowledgedCheckpointWhateverIsKilled() throws Exception {
        System.out.println("StateSurvivesIT: to repeat this, set -Dseed=" + seed);
        PostgresqlServer database = new PostgresqlServer(data);
        Map<String, String> settings = database.settings();
        settings.put("ROLLCALL_ENCRYPTION_KEYS", TestSettings.ENCRYPTION_KEY);
        settings.put("QUARKUS_DATASOURCE_JDBC_ACQUISITION_TIMEOUT", "1s");
        try (Replicas replicas = new Replicas(settings)) {
            begin(database, replicas.serving());
            for (Victim victim : victims()) {
                int enough = acknowledged + 2 + random.nextInt(10);
                while (acknowledged < enough) {
                    write(replicas.serving());
                }
                Thread killer = killSoon(replicas.serving(), database, victim);
                while (killer.isAlive()) {
                    write(replicas.serving());
                }
                killer.join();
                if (victim != Victim.DATABASE) {
                    replicas.takeOver();
                }
                awaitExport(replicas.serving());
            }
            while (acknowledged < RESOURCES) {
                write(replicas.serving());
            }
            HttpResponse<String> end =
                    call(replicas.serving(), "POST", "/complete", "{\"status\":\"succeeded\"}", token);
            assertThat(end.statusCode()).as(end.body()).isEqualTo(204);
            assertThat(exported(replicas.serving())).isEqualTo(acknowledged);
        } finally {
            database.close();
        }
    }

    private void begin(PostgresqlServer database, ServiceProcess service) throws Exception {
        assertThat(service.get("/api/user", TOKEN).statusCode()).isEqualTo(200);
        database.execute("insert into stack (id, organization_id, project, name) select '" + UUID.randomUUID()
                + "', n.organization_id, 'website', 'dev' from owner_name n where n.name = 'admin'");
        stack = "/api/stacks/admin/website/dev";
        update = field(send(service, "POST", stack + "/update", "{\"options\":{}}", "token " + TOKEN), "updateID");
        token = field(send(service, "POST", stack + "/update/" + update, "{}", "token " + TOKEN), "token");
    }

    private static String field(HttpResponse<String> response, String name) {
        Matcher field = Pattern.compile("\"" + name + "\":\"([^\"]+)\"").matcher(response.body());
        assertThat(field.find()).as(response.body()).isTrue();
        return field.group(1);
    }

    /** Writes a state with one more resource than was acknowledged. A response that does not arrive acknowledges nothing. */
    private void write(ServiceProcess service) throws InterruptedException {
        String[] names = IntStream.rangeClosed(0, acknowledged)
                .mapToObj(number -> "resource-" + number)
                .toArray(String[]::new);
        try {
            HttpResponse<String> response = call(
                    service,
                    "PATCH",
                    "/checkpoint",
                    "{\"version\":3,\"deployment\":" + StackUpdates.deployment(names) + "}",
                    token);
            assertThat(response.statusCode()).as(response.body()).isIn(204, 503);
            acknowledged += response.statusCode() == 204 ? 1 : 0;
        } catch (IOException dead) {
            // The replica is gone, or about to go.
        }
    }

    private HttpResponse<String> call(
            ServiceProcess service, String method, String path, String body, String updateToken)
            throws IOException, InterruptedException {
        return send(service, method, stack + "/update/" + update + path, body, "update-token " + updateToken);
    }

    private static HttpResponse<String> send(
            ServiceProcess service, String method, String path, String body, String authorization)
            throws IOException, InterruptedException {
        return ServiceProcess.send(service.request(path)
                .header("Authorization", authorization)
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body)));
    }

    /** Kills somebody at a random moment, while checkpoints arrive. */
    private Thread killSoon(ServiceProcess service, PostgresqlServer database, Victim victim) {
        long nanos = random.nextInt(100_000_000);
        Thread killer = new Thread(() -> {
            long end = System.nanoTime() + nanos;
            while (System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            if (victim != Victim.REPLICA) {
                crash(database);
            }
            if (victim != Victim.DATABASE) {
                service.kill();
            }
        });
        killer.start();
        return killer;
    }

    private static void crash(PostgresqlServer database) {
        try {
            database.control("stop", "-m", "immediate");
            database.restart();
        } catch (IOException | InterruptedException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private void awaitExport(ServiceProcess service) throws Exception {
        Await.until(() -> exported(service) >= 0);
        int found = exported(service);
        // One more, if the replica died after the commit and before its response.
        assertThat(found).isBetween(acknowledged, acknowledged + 1);
        acknowledged = found;
    }

    /** The number of resources that the export has, which must be consecutive; -1 if the service cannot answer yet. */
    private int exported(ServiceProcess service) throws IOException, InterruptedException {
        HttpResponse<String> export = service.get(stack + "/export", TOKEN);
        if (export.statusCode() == 503) {
            return -1;
        }
        assertThat(export.statusCode()).as(export.body()).isEqualTo(200);
        int[] numbers = NUMBER.matcher(export.body())
                .results()
                .mapToInt(found -> Integer.parseInt(found.group(1)))
                .toArray();
        assertThat(numbers).isEqualTo(IntStream.range(0, numbers.length).toArray());
        return numbers.length;
    }
}
