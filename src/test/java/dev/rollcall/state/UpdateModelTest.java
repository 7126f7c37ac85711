package dev.rollcall.state;

import static dev.rollcall.testing.Rows.unique;
import static dev.rollcall.testing.StackUpdates.deployment;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.Database;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Organization;
import dev.rollcall.testing.Rows.Person;
import dev.rollcall.testing.StackUpdates;
import dev.rollcall.testing.StackUpdates.Update;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Calls the operations of updates in random order, many of them twice or too late, and compares each response and the state of
 * the stack with a model. No acknowledged state is ever lost, at most one update runs, and versions rise.
 */
@QuarkusTest
class UpdateModelTest {

    private static final int STEPS = 80;

    private final Organization acme = Rows.organization(unique("acme"), "Acme");
    private final Person ada = Rows.person("Ada Example");

    /** What the model knows of an update. */
    private static final class Known {
        final Update update;
        final boolean dryRun;
        String status = "running";

        Known(Update update, boolean dryRun) {
            this.update = update;
            this.dryRun = dryRun;
        }

        boolean runs() {
            return status.equals("running");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void behavesLikeTheModelInEveryOrder(long seed) {
        Rows.join(ada.id(), acme.id(), "admin");
        UUID stackId = Rows.stack(acme.id(), "website", "dev");
        StackUpdates calls = new StackUpdates(ada.authorization(), acme.login() + "/website/dev");
        Random random = new Random(seed);
        List<String> created = new ArrayList<>();
        List<Known> known = new ArrayList<>();
        long version = 0;
        String state = "";
        for (int step = 0; step < STEPS; step++) {
            String what = "seed " + seed + ", step " + step;
            Known one =
                    known.isEmpty() ? null : known.get(known.size() - 1 - random.nextInt(Math.min(4, known.size())));
            Known holder = known.stream()
                    .filter(update -> update.runs() && !update.dryRun)
                    .findFirst()
                    .orElse(null);
            switch (random.nextInt(10)) {
                case 0 -> {
                    boolean dryRun = random.nextInt(4) == 0;
                    created.add((dryRun ? "dry " : "real ") + calls.created("update", dryRun));
                }
                case 1, 2 -> {
                    if (created.isEmpty()) {
                        continue;
                    }
                    String[] chosen =
                            created.get(random.nextInt(created.size())).split(" ", 2);
                    boolean dryRun = chosen[0].equals("dry");
                    Response response = calls.start(chosen[1]);
                    boolean begun =
                            known.stream().anyMatch(update -> update.update.id().equals(chosen[1]));
                    int expected = begun || (!dryRun && holder != null) ? 409 : 200;
                    assertThat(response.statusCode()).as(what).isEqualTo(expected);
                    if (expected == 200) {
                        version += dryRun ? 0 : 1;
                        assertThat(response.<Integer>path("version")).as(what).isEqualTo((int) version);
                        known.add(new Known(new Update(chosen[1], response.path("token")), dryRun));
                    }
                }
                case 3, 4, 5 -> {
                    if (one == null) {
                        continue;
                    }
                    String next = deployment("step-" + step);
                    int status = calls.checkpoint(one.update, next).statusCode();
                    assertThat(status).as(what).isEqualTo(one.runs() ? one.dryRun ? 403 : 204 : refusal(one));
                    state = status == 204 ? "step-" + step : state;
                }
                case 6 -> {
                    if (one != null) {
                        assertThat(calls.renew(one.update, random.nextInt(301)).statusCode())
                                .as(what)
                                .isEqualTo(one.runs() ? 200 : refusal(one));
                    }
                }
                case 7 -> {
                    if (one != null) {
                        String status = random.nextBoolean() ? "succeeded" : "failed";
                        int expected = one.runs() || one.status.equals(status) ? 204 : refusal(one);
                        assertThat(calls.complete(one.update, status).statusCode())
                                .as(what)
                                .isEqualTo(expected);
                        one.status = one.runs() ? status : one.status;
                    }
                }
                case 8 -> {
                    if (one != null) {
                        int expected = one.runs() || one.status.equals("cancelled") ? 204 : 409;
                        assertThat(calls.cancel(one.update.id()).statusCode())
                                .as(what)
                                .isEqualTo(expected);
                        one.status = one.runs() ? "cancelled" : one.status;
                    }
                }
                default -> {
                    if (holder != null && random.nextBoolean()) {
                        Database.execute(
                                "update stack_update set lease_ends_at = now() - interval '1 second' where id ="
                                        + " ?::uuid",
                                holder.update.id());
                        Database.execute(
                                "update stack set lease_until = now() - interval '1 second' where id = ?", stackId);
                        holder.status = "timed-out";
                    } else {
                        int status = calls.importState(
                                        "{\"version\":3,\"deployment\":" + deployment("step-" + step) + "}")
                                .statusCode();
                        assertThat(status).as(what).isEqualTo(holder == null ? 200 : 409);
                        version += status == 200 ? 1 : 0;
                        state = status == 200 ? "step-" + step : state;
                    }
                }
            }
            assertThat(calls.export().asString()).as(what).contains(state);
            assertThat(Database.count(
                            "stack_update where stack_id = ? and status = 'running' and not dry_run", stackId))
                    .as(what)
                    .isLessThanOrEqualTo(1);
            assertThat(Database.value(Long.class, "select last_version from stack where id = ?", stackId))
                    .as(what)
                    .isEqualTo(version);
        }
        assertThat(Database.count("stack_update where stack_id = ? and version is not null", stackId))
                .isEqualTo(version);
    }

    private static int refusal(Known update) {
        return update.status.equals("cancelled") || update.status.equals("timed-out") ? 403 : 409;
    }
}
