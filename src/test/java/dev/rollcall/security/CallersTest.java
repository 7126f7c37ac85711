package dev.rollcall.security;

import static dev.rollcall.testing.Rows.unique;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.Database;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Organization;
import dev.rollcall.testing.Rows.Person;
import dev.rollcall.testing.Statements;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** Many callers at once, who are looked up in batches. */
@QuarkusTest
@Tag("postgresql")
@TestInstance(Lifecycle.PER_CLASS)
class CallersTest {

    private static final int CLIENTS = 24;
    private static final int ROUNDS = 20;

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<String> tokens = new ArrayList<>();

    @TestHTTPResource("/")
    URI service;

    @Inject
    DataSource pool;

    @ConfigProperty(name = "quarkus.datasource.jdbc.max-size")
    int connections;

    /** People of no, one, and several organizations and identities; machines; and who may not come in. */
    @BeforeAll
    void generate() {
        Organization acme = Rows.organization(unique("acme"), "Acme");
        tokens.add(Rows.organizationToken(acme, "ci"));
        tokens.add(Rows.teamToken(acme, "platform", "platform-ci"));
        for (int i = 0; i < 24; i++) {
            Person person = i % 6 == 5 ? Rows.managedPerson("Person " + i) : Rows.person("Person " + i);
            for (int organization = 0; organization < i % 4; organization++) {
                Rows.join(
                        person.id(),
                        Rows.organization(unique("org"), "Organization").id(),
                        "member");
            }
            for (int identity = 0; identity < i % 3; identity++) {
                Rows.identity(
                        person.id(), identity == 0 ? "github.com" : "gitlab.com", "https://example.com/", "1", "2");
            }
            tokens.add(person.token());
            switch (i) {
                case 3 -> changeToken(person, "revoked_at = now()");
                case 4 -> changeToken(person, "expires_at = now()");
                case 7 -> changeToken(person, "expires_at = now() + interval '1 hour'");
                case 8 -> changeToken(person, "audited = true");
                case 9 -> Database.execute("update app_user set state = 'suspended' where id = ?", person.id());
                case 10 ->
                    Database.execute(
                            "update app_user set email = 'a@example.com', site_admin = true where id = ?", person.id());
                case 11 -> tokens.add(Rows.personalToken(person.id()));
                default -> {}
            }
        }
        crowd();
        tokens.add("pul-" + "0".repeat(40));
        tokens.add("pul-" + "f".repeat(40));
    }

    /** Among whom it costs something to find others. */
    private static void crowd() {
        Organization everybody = Rows.organization(unique("everybody"), "Everybody");
        Database.execute("""
                with account as (
                    insert into app_user (id, kind, name)
                    select gen_random_uuid(), 'person', 'One of many' from generate_series(1, 20000)
                    returning id),
                member as (
                    insert into membership (user_id, organization_id, role)
                    select account.id, ?, 'member' from account)
                insert into access_token (id, secret_hash, kind, user_id)
                select gen_random_uuid(), sha256(account.id::text::bytea), 'personal', account.id from account
                """, everybody.id());
        for (String table : List.of("app_user", "membership", "organization", "access_token", "identity")) {
            Database.execute("analyze " + table);
        }
    }

    private static void changeToken(Person person, String change) {
        Database.execute("update access_token set " + change + " where user_id = ?", person.id());
    }

    @Test
    void answersEverybodyAtOnceWhatItAnswersEachOfThemAlone() throws Exception {
        everybodyAtOnce(answeredAlone(
                "/api/user", "/api/user/organizations/default", "/api/user/verified-email", "/api/user/tokens"));
    }

    @Test
    void looksThemUpWithFewerStatementsThanThereAreRequests() throws Exception {
        Map<HttpRequest, String> alone = answeredAlone("/api/user");

        try (Statements statements = new Statements()) {
            everybodyAtOnce(alone);

            assertThat(statements.count()).isLessThan(ROUNDS * alone.size());
        }
    }

    /** PostgreSQL plans a statement anew for the first five times, and always, if one plan for all seems dearer to it. */
    @Test
    void looksUpABatchWithOnePlanForAll() throws Exception {
        everybodyAtOnce(answeredAlone("/api/user"));

        List<Long> plannedAnew = new ArrayList<>();
        List<Long> planned = new ArrayList<>();
        for (Connection connection : connections()) {
            try (connection;
                    Statement statement = connection.createStatement();
                    ResultSet batches = statement.executeQuery("select custom_plans, generic_plans"
                            + " from pg_prepared_statements where statement like '%secret_hash = any(%'")) {
                while (batches.next()) {
                    plannedAnew.add(batches.getLong(1));
                    planned.add(batches.getLong(2));
                }
            }
        }
        assertThat(plannedAnew).isNotEmpty().allMatch(times -> times <= 5);
        assertThat(planned).anyMatch(times -> times > 0);
    }

    /** All connections of the pool. */
    private List<Connection> connections() throws SQLException {
        List<Connection> all = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            all.add(pool.getConnection());
        }
        return all;
    }

    private Map<HttpRequest, String> answeredAlone(String... paths) throws Exception {
        Map<HttpRequest, String> answers = new HashMap<>();
        for (String token : tokens) {
            for (String path : paths) {
                HttpRequest request = request(path, token);
                answers.put(request, answer(request));
            }
        }
        return answers;
    }

    private void everybodyAtOnce(Map<HttpRequest, String> expected) throws Exception {
        List<HttpRequest> requests = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            requests.addAll(expected.keySet());
        }
        Collections.shuffle(requests, new Random(6));
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try {
            List<Future<String>> answers = new ArrayList<>();
            for (HttpRequest request : requests) {
                answers.add(clients.submit(() -> answer(request)));
            }
            for (int i = 0; i < requests.size(); i++) {
                assertThat(answers.get(i).get()).isEqualTo(expected.get(requests.get(i)));
            }
        } finally {
            clients.shutdownNow();
        }
    }

    private HttpRequest request(String path, String token) {
        return HttpRequest.newBuilder(service.resolve(path))
                .header("Authorization", "token " + token)
                .build();
    }

    private String answer(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
        return response.statusCode() + " " + response.body();
    }
}
