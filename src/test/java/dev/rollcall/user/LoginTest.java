package dev.rollcall.user;

import static dev.rollcall.testing.Rows.unique;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.Database;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Person;
import io.quarkus.test.junit.QuarkusTest;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The copy of a login in the row of its owner: docs/decisions/0017-logins-beside-their-owners.md. */
@QuarkusTest
@Tag("postgresql")
class LoginTest {

    @Test
    void isTheNameOfAPersonAndOfTheirOrganization() {
        Person ada = Rows.person("Ada Example");

        assertThat(person(ada.id())).isEqualTo(ada.login());
        assertThat(organization(ada.organizationId())).isEqualTo(ada.login());
    }

    @Test
    void followsARename() {
        Person ada = Rows.person("Ada Example");
        String other = unique("other");

        Database.execute("update owner_name set name = ? where user_id = ?", other, ada.id());

        assertThat(person(ada.id())).isEqualTo(other);
        assertThat(organization(ada.organizationId())).isEqualTo(other);
    }

    @Test
    void goesToWhomTheNameIsGiven() {
        Person ada = Rows.person("Ada Example");
        Rows.Organization acme = Rows.organization(unique("acme"), "Acme");
        Database.execute("delete from owner_name where organization_id = ?", acme.id());

        Database.execute(
                "update owner_name set organization_id = ? where organization_id = ?", acme.id(), ada.organizationId());

        assertThat(person(ada.id())).isEqualTo(ada.login());
        assertThat(organization(acme.id())).isEqualTo(ada.login());
        assertThat(organization(ada.organizationId())).isNull();
    }

    @Test
    void isNoneOfWhoHasNoNameAnyMore() {
        Person ada = Rows.person("Ada Example");

        Database.execute(
                "update owner_name set user_id = null, organization_id = null, reserved_until = now() where user_id = ?",
                ada.id());

        assertThat(person(ada.id())).isNull();
        assertThat(organization(ada.organizationId())).isNull();
    }

    @Test
    void isTheNameOfEverybodyWhomTheTestsHaveMade() {
        assertThat(Database.count("app_user u left join owner_name n on n.user_id = u.id"
                        + " where u.login is distinct from n.name"))
                .isZero();
        assertThat(Database.count("organization o left join owner_name n on n.organization_id = o.id"
                        + " where o.login is distinct from n.name"))
                .isZero();
    }

    private static String person(UUID id) {
        return Database.value(String.class, "select login from app_user where id = ?", id);
    }

    private static String organization(UUID id) {
        return Database.value(String.class, "select login from organization where id = ?", id);
    }
}
