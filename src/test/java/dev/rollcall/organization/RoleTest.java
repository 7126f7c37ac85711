package dev.rollcall.organization;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoleTest {

    private final UUID organization = UUID.fromString("11111111-2222-4333-8444-555555555555");

    /** The expected ids come from Python's uuid.uuid5. */
    @ParameterizedTest
    @CsvSource({
        "ADMIN, af189ce1-4d71-5c6c-aedb-52d8ea61769a",
        "MEMBER, 5570b3be-eb9c-5da1-9e01-8ef40bc71bba",
        "BILLING_MANAGER, 2ec8ffed-eac9-5725-9164-6ecf6e4f260b"
    })
    void hasTheSameIdInAnOrganizationForever(Role role, UUID id) {
        assertThat(role.idIn(organization)).isEqualTo(id);
        assertThat(Role.withId(id, organization)).contains(role);
    }

    @Test
    void hasAnotherIdInAnotherOrganization() {
        assertThat(Role.withId(Role.ADMIN.idIn(UUID.randomUUID()), organization))
                .isEmpty();
    }
}
