package dev.rollcall.database;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.Database;
import dev.rollcall.testing.Rows;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** PostgreSQL refuses a statement, and the response says whether it passes. */
@QuarkusTest
class DatabaseFailuresTest {

    @Inject
    Sql sql;

    /** Tokens whose description is "fails: ", an SQLSTATE and a number fail that many times. */
    @BeforeAll
    static void failOnDemand() {
        Database.execute("create sequence failures minvalue -1 start 1");
        Database.execute("""
                create function fail_first() returns trigger language plpgsql as $$
                begin
                    if nextval('failures') <= 2 then
                        raise exception 'on demand' using errcode = tg_argv[0];
                    end if;
                    return new;
                end $$""");
        Database.execute("""
                create function fail() returns trigger language plpgsql as $$
                declare
                    wanted text[] := string_to_array(new.description, ' ');
                begin
                    if nextval('failures') <= wanted[3]::int then
                        raise exception 'on demand' using errcode = wanted[2];
                    end if;
                    return new;
                end $$""");
        Database.execute("create trigger fail before insert on access_token for each row"
                + " when (new.description like 'fails: %') execute function fail()");
    }

    @AfterAll
    static void stopFailing() {
        Database.execute("drop trigger fail on access_token");
        Database.execute("drop function fail");
        Database.execute("drop function fail_first");
        Database.execute("drop sequence failures");
    }

    private static Response createToken(String state, int failures) {
        Database.execute("alter sequence failures restart with 1");
        return given().header("Authorization", Rows.person("Ada Example").authorization())
                .contentType("application/json")
                .body("{\"description\":\"fails: %s %d\",\"expires\":0}".formatted(state, failures))
                .post("/api/user/tokens");
    }

    @ParameterizedTest
    @CsvSource({
        "25006, The server cannot reach its database.",
        "40001, The database is too busy.",
        "40P01, The database is too busy.",
        "53100, The server cannot reach its database.",
        "53200, The server cannot reach its database.",
        "55P03, The database is too busy.",
        "57014, The database is too busy.",
        "57P05, The server cannot reach its database."
    })
    void whatPassesByItselfIsAnswered503WithRetryAfter(String state, String reason) {
        Response failed = createToken(state, 100);

        assertThat(failed.statusCode()).as(failed.asString()).isEqualTo(503);
        assertThat(failed.header("Retry-After")).isEqualTo("2");
        assertThat(failed.jsonPath().getString("message"))
                .isEqualTo(
                        "Service Unavailable: " + reason + " Check whether the change was made before you try again.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"42501", "22023"})
    void whatDoesNotPassIsAnswered500(String state) {
        Response failed = createToken(state, 100);

        assertThat(failed.statusCode()).isEqualTo(500);
        assertThat(failed.header("Retry-After")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"40001", "40P01"})
    void aTransactionThatPostgresqlRolledBackForAnotherIsRepeatedTwice(String state) {
        assertThat(createToken(state, 2).statusCode()).isEqualTo(200);
        assertThat(createToken(state, 3).statusCode()).isEqualTo(503);
    }

    /** The audit event of a watched token is a transaction of its own, before that of the request. */
    @ParameterizedTest
    @ValueSource(strings = {"40001", "40P01"})
    void aTransactionThatCodeBeginsIsRepeatedToo(String state) {
        Rows.Person ada = Rows.person("Ada Example");
        Database.execute("update access_token set audited = true where user_id = ?", ada.id());
        Database.execute("create trigger fail before insert on audit_event for each row" + " when (new.subject_id = '"
                + ada.id() + "') execute function fail_first('" + state + "')");
        try {
            Database.execute("alter sequence failures restart with 1");
            assertThat(use(ada)).isEqualTo(200);
            assertThat(Database.count("audit_event where subject_id = ?", ada.id()))
                    .isEqualTo(1);

            Database.execute("alter sequence failures restart with -1");
            assertThat(use(ada)).isEqualTo(503);
        } finally {
            Database.execute("drop trigger fail on audit_event");
        }
    }

    private static int use(Rows.Person person) {
        return given().header("Authorization", person.authorization())
                .get("/api/user")
                .statusCode();
    }

    @Test
    void connectionsHaveTheirBoundsWhateverTheServersDefaultsAre() {
        assertThat(setting("transaction_isolation", "setting")).isEqualTo("read committed");
        assertThat(setting("default_transaction_isolation", "source")).isEqualTo("session");
        assertThat(setting("statement_timeout", "setting")).isEqualTo("8000");
    }

    private String setting(String name, String column) {
        return sql.query(
                "The setting cannot be read",
                "select " + column + " from pg_settings where name = ?",
                row -> {
                    row.next();
                    return row.getString(1);
                },
                name);
    }
}
