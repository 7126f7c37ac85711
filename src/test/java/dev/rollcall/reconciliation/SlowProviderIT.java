package dev.rollcall.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.identity.DuePeople;
import dev.rollcall.packaged.ServiceProcess;
import dev.rollcall.security.TokenSecret;
import dev.rollcall.testing.FreshDatabase;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A provider that never responds blocks half of a replica's request slots. The other half serves other requests. */
@Tag("once")
class SlowProviderIT {

    private static final String ADMINISTRATOR = "pul-0123456789abcdef0123456789abcdef01234567";
    private static final String LIST = "/api/user/vcs/organizations";
    private static final int PLACES = 4;

    private final FreshDatabase database = new FreshDatabase();
    private final SlowGitHub gitHub = new SlowGitHub(PLACES / 2);

    @AfterEach
    void stop() {
        gitHub.close();
        database.close();
    }

    @Test
    void leavesHalfOfTheReplicaToThoseWhoDoNotNeedIt() throws Exception {
        try (ServiceProcess service = ServiceProcess.start(settings()).awaitListening()) {
            DuePeople.insert(database, gitHub.url(), PLACES / 2 + 1);
            List<String> tokens = List.of(token(1), token(2), token(3));

            CompletableFuture<HttpResponse<String>> first = service.start(LIST, tokens.get(0));
            CompletableFuture<HttpResponse<String>> second = service.start(LIST, tokens.get(1));
            gitHub.awaitAsked();

            HttpResponse<String> third = now(service.start(LIST, tokens.get(2)));
            assertThat(third.statusCode()).isEqualTo(503);
            assertThat(third.headers().allValues("Retry-After")).containsExactly("1");
            assertThat(third.body()).contains("The server has too many requests.");
            assertThat(now(service.start("/api/user", ADMINISTRATOR)).statusCode())
                    .isEqualTo(200);
            assertThat(first).isNotDone();
            assertThat(second).isNotDone();

            gitHub.answer();
            assertThat(now(first).statusCode()).isEqualTo(200);
            assertThat(now(second).statusCode()).isEqualTo(200);
            assertThat(now(service.start(LIST, tokens.get(2))).statusCode()).isEqualTo(200);
        }
    }

    private static HttpResponse<String> now(CompletableFuture<HttpResponse<String>> answer) throws Exception {
        return answer.get(60, TimeUnit.SECONDS);
    }

    /** Creates an access token for the person with this number. */
    private String token(int number) {
        String token = "pul-" + String.valueOf(number).repeat(40);
        database.execute(
                "insert into access_token (id, secret_hash, kind, user_id)"
                        + " select ?, ?, 'personal', user_id from identity where subject = ?",
                UUID.randomUUID(),
                TokenSecret.hash(token),
                String.valueOf(number));
        return token;
    }

    private Map<String, String> settings() {
        Map<String, String> settings = database.settings();
        settings.put("ROLLCALL_LIMITS_CONCURRENT_REQUESTS", String.valueOf(PLACES));
        settings.put("ROLLCALL_BOOTSTRAP_LOGIN", "admin");
        settings.put("ROLLCALL_BOOTSTRAP_TOKEN", ADMINISTRATOR);
        gitHub.configure(settings);
        // No scheduled sync may send requests that the test does not count.
        settings.put("ROLLCALL_RECONCILIATION_EVERY", "1h");
        return settings;
    }
}
