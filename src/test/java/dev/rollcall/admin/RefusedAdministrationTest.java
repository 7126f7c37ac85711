package dev.rollcall.admin;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.audit.RefusedActions;
import dev.rollcall.security.Caller;
import dev.rollcall.testing.Await;
import dev.rollcall.testing.Database;
import dev.rollcall.testing.LogLines;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Person;
import dev.rollcall.testing.ServiceClasses;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A refused request for administration leaves an audit event and a log line, with a reason from a fixed list. */
@QuarkusTest
class RefusedAdministrationTest {

    private final Person admin = Rows.person("Admin");
    private final Person ada = Rows.person("Ada Example");

    @BeforeEach
    void makeAdministrator() {
        Database.execute("update app_user set site_admin = true where id = ?", admin.id());
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /users/ada@example.com/suspend, UserAdministrationResource.suspend",
        "PUT, /users/somebody/mfa, UserAdministrationResource.setMfa",
        "GET, /users/somebody/tokens, UserTokensResource.list",
        "DELETE, /users/somebody/sessions, UserSessionsResource.endAll",
        "POST, /identities/reconcile, ReconciliationResource.start",
        "GET, /users, AccountAdministrationResource.list",
        "DELETE, /users/somebody, AccountAdministrationResource.delete",
        "POST, /organizations, OrganizationAdministrationResource.create",
        "DELETE, /organizations/acme, OrganizationAdministrationResource.delete"
    })
    void recordsOtherCallers(String method, String path, String operation) throws Exception {
        List<String> log = refused(request(ada), method, path);

        assertThat(log).containsExactly(operation + " was refused: not-an-administrator (account " + ada.id() + ")");
        assertThat(events(ada, "not-an-administrator")).isEqualTo(1);
        assertThat(Database.count("audit_event where actor_id = ?", ada.id())).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /users/nobody/suspend, not-found",
        "DELETE, /users/SELF/tokens/nothing, not-found",
        "DELETE, /users/SELF/sessions/nothing, not-found",
        "POST, /users/SELF/suspend, conflict",
        "PUT, /users/SELF/mfa, invalid-request",
        "PATCH, /users/nobody, not-found",
        "POST, /organizations, invalid-request",
        "GET, /organizations/nowhere, not-found",
        "POST, /identities/reconcile?provider=myspace, invalid-request"
    })
    void recordsWhatAdministratorsCannotDo(String method, String path, String reason) throws Exception {
        refused(request(admin).contentType("application/json").body("{}"), method, path.replace("SELF", admin.login()));

        assertThat(events(admin, reason)).isEqualTo(1);
    }

    /** The filter that records knows administration by this path. */
    @Test
    void hasAllOperationsOfSiteAdministratorsBelowOnePath() {
        assertThat(ServiceClasses.with(RolesAllowed.class)
                        .filter(type -> type.getAnnotationOfType(RolesAllowed.class)
                                .value()[0]
                                .equals(Caller.SITE_ADMIN))
                        .map(type -> type.getAnnotationOfType(Path.class).value()))
                .hasSizeGreaterThan(4)
                .allMatch(path -> path.startsWith("/api/admin/"));
    }

    @Test
    void recordsBodiesThatCannotBeRead() throws Exception {
        refused(request(admin).contentType("application/json").body("{"), "PUT", "/users/" + ada.login() + "/mfa");

        assertThat(events(admin, "invalid-request")).isEqualTo(1);
    }

    @Test
    void recordsNothingElse() {
        log(request(admin), "GET", "/users/" + ada.login() + "/tokens");
        log(given(), "GET", "/users/" + ada.login() + "/tokens");
        request(ada).delete("/api/user/tokens/nothing");

        assertThat(Database.count("audit_event where actor_id in (?, ?)", admin.id(), ada.id()))
                .isZero();
    }

    /** Sends a request until its refusal is recorded: other tests may have used up the 300 that are recorded per minute. */
    private static List<String> refused(RequestSpecification request, String method, String path) throws Exception {
        AtomicReference<List<String>> log = new AtomicReference<>();
        Await.until(() -> {
            log.set(log(request, method, path));
            return log.get().stream().anyMatch(line -> line.contains(" was refused: "));
        });
        return log.get();
    }

    private static List<String> log(RequestSpecification request, String method, String path) {
        try (LogLines log = new LogLines(RefusedActions.class.getName())) {
            assertThat(request.request(method, "/api/admin" + path).statusCode())
                    .isLessThan(500);
            return log.lines();
        }
    }

    private static RequestSpecification request(Person person) {
        return given().header("Authorization", person.authorization());
    }

    private static long events(Person caller, String reason) {
        return Database.count(
                "audit_event where action = 'administration-refused' and reason = ? and actor_id = ?"
                        + " and token_id is not null and address = '127.0.0.1' and request_id is not null"
                        + " and description like '%.% was refused: ' || reason",
                reason, caller.id());
    }
}
