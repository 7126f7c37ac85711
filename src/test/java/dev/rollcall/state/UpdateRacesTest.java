package dev.rollcall.state;

import static dev.rollcall.testing.Rows.unique;
import static dev.rollcall.testing.StackUpdates.deployment;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.AtOnce;
import dev.rollcall.testing.Database;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Organization;
import dev.rollcall.testing.Rows.Person;
import dev.rollcall.testing.StackUpdates;
import dev.rollcall.testing.StackUpdates.Update;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Several clients call the operations of updates of one stack in random order at the same time. Then the acknowledged writes
 * and the database must agree: {@link UpdateModelTest} does the same with one client, and knows each response beforehand.
 */
@QuarkusTest
class UpdateRacesTest {

    private static final int CLIENTS = 6;
    private static final int STEPS = 60;

    private final Organization acme = Rows.organization(unique("acme"), "Acme");
    private final Person ada = Rows.person("Ada Example");
    private final Queue<String> created = new ConcurrentLinkedQueue<>();
    private final List<Known> started = new CopyOnWriteArrayList<>();
    private final Queue<Known> imported = new ConcurrentLinkedQueue<>();

    /** An acknowledged request: when the client sent it, and when it had the response. */
    private record Acknowledged(String state, long begin, long end) {}

    /** An update that has started, or an import. */
    private static final class Known {
        final Update update;

        /** What it found when nobody else knew of it yet. */
        final String base;

        final Queue<Acknowledged> writes = new ConcurrentLinkedQueue<>();

        /** When the first client knew that the update has ended. */
        final AtomicLong ended = new AtomicLong(Long.MAX_VALUE);

        Known(Update update, String base) {
            this.update = update;
            this.base = base;
        }

        /** What the update may have left: a write after which no other one began. */
        List<String> last() {
            long latest = writes.stream().mapToLong(Acknowledged::begin).max().orElse(Long.MIN_VALUE);
            return writes.stream()
                    .filter(write -> write.end >= latest)
                    .map(Acknowledged::state)
                    .toList();
        }
    }

    @Test
    void losesNothingWhenManyClientsWorkOnOneStack() throws Exception {
        Rows.join(ada.id(), acme.id(), "admin");
        UUID stackId = Rows.stack(acme.id(), "website", "dev");
        StackUpdates calls = new StackUpdates(ada.authorization(), acme.login() + "/website/dev");

        AtOnce.call(IntStream.range(0, CLIENTS)
                .mapToObj(client -> (Callable<Void>) () -> {
                    work(calls, client);
                    return null;
                })
                .toList());

        Map<String, Known> all = Stream.concat(started.stream(), imported.stream())
                .collect(Collectors.toMap(known -> known.update.id(), known -> known));
        assertThat(started).hasSizeGreaterThan(5);
        assertThat(imported).isNotEmpty();
        assertVersionsFollowEachOther(stackId, all.size());
        String before = "";
        for (int version = 1; !all.isEmpty(); version++) {
            Known update = all.remove(idOf(stackId, version));
            assertThat(update).as("version " + version).isNotNull();
            if (update.base != null) {
                assertThat(update.base).as("version " + version + " began with").isEqualTo(before);
            }
            String state = state(calls.get("/export/" + version));
            assertThat(update.writes.isEmpty() ? List.of(before) : update.last())
                    .as("version " + version)
                    .contains(state);
            before = state;
            assertThat(update.writes)
                    .as("writes after the end of version " + version)
                    .allMatch(write -> write.begin <= update.ended.get());
        }
        assertThat(state(calls.export())).isEqualTo(before);
    }

    private static String idOf(UUID stackId, long version) {
        return Database.value(
                String.class, "select id::text from stack_update where stack_id = ? and version = ?", stackId, version);
    }

    /** Without gaps. The next update starts when the one before has ended, and has a higher fence. */
    private static void assertVersionsFollowEachOther(UUID stackId, int updates) {
        assertThat(Database.value(Long.class, "select last_version from stack where id = ?", stackId))
                .isEqualTo(updates);
        assertThat(Database.count("stack_update where stack_id = ? and version is not null", stackId))
                .isEqualTo(updates);
        assertThat(Database.count("stack_update where stack_id = ? and not dry_run and status = 'running'", stackId))
                .isLessThanOrEqualTo(1);
        assertThat(Database.count(
                        "stack_update a join stack_update b on b.stack_id = a.stack_id and b.version = a.version + 1"
                                + " where a.stack_id = ? and (a.ended_at is null or a.ended_at > b.started_at or a.fence >= b.fence)",
                        stackId))
                .isZero();
    }

    /** The name of the only resource, or nothing if there is none. */
    private static String state(Response export) {
        assertThat(export.statusCode()).as(export.asString()).isIn(200, 404);
        return export.statusCode() == 404
                ? ""
                : String.join(
                        ",",
                        export.jsonPath().getList("deployment.resources.urn", String.class).stream()
                                .map(urn -> urn.replaceFirst(".*::", ""))
                                .toList());
    }

    private void work(StackUpdates calls, int client) {
        Random random = new Random(7919L * client);
        for (int step = 0; step < STEPS; step++) {
            String state = "state-" + client + "-" + step;
            Known one = started.isEmpty() ? null : started.get(Math.max(0, started.size() - 1 - random.nextInt(3)));
            int choice = random.nextInt(20);
            if (choice < 2 || created.isEmpty()) {
                created.add(calls.created("update", false));
            } else if (choice < 6 || one == null) {
                start(calls);
            } else if (choice < 13) {
                write(calls, one, state);
            } else if (choice < 14) {
                assertThat(calls.renew(one.update, random.nextInt(301)).statusCode())
                        .isIn(200, 403, 409);
            } else if (choice < 16) {
                end(one, calls.complete(one.update, random.nextBoolean() ? "succeeded" : "failed"));
            } else if (choice < 17) {
                end(one, calls.cancel(one.update.id()));
            } else if (choice < 18) {
                Database.execute(
                        "update stack_update set lease_ends_at = now() - interval '1 second'"
                                + " where id = ?::uuid and status = 'running'",
                        one.update.id());
            } else {
                importState(calls, state);
            }
        }
    }

    private void start(StackUpdates calls) {
        String id = created.poll();
        if (id == null) {
            return;
        }
        Response response = calls.start(id);
        assertThat(response.statusCode()).as(response.asString()).isIn(200, 409);
        if (response.statusCode() == 200) {
            started.add(new Known(new Update(id, response.path("token")), state(calls.export())));
        } else {
            created.add(id);
        }
    }

    private static void write(StackUpdates calls, Known update, String state) {
        long begin = System.nanoTime();
        Response response = calls.checkpoint(update.update, deployment(state));
        assertThat(response.statusCode()).as(response.asString()).isIn(204, 403, 409);
        if (response.statusCode() == 204) {
            update.writes.add(new Acknowledged(state, begin, System.nanoTime()));
        }
    }

    private static void end(Known update, Response response) {
        assertThat(response.statusCode()).as(response.asString()).isIn(204, 403, 409);
        if (response.statusCode() == 204) {
            update.ended.accumulateAndGet(System.nanoTime(), Math::min);
        }
    }

    private void importState(StackUpdates calls, String state) {
        long begin = System.nanoTime();
        Response response = calls.importState("{\"version\":3,\"deployment\":" + deployment(state) + "}");
        assertThat(response.statusCode()).as(response.asString()).isIn(200, 409);
        if (response.statusCode() == 200) {
            Known update = new Known(new Update(response.path("updateId"), ""), null);
            update.writes.add(new Acknowledged(state, begin, System.nanoTime()));
            imported.add(update);
        }
    }
}
