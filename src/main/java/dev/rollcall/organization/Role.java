package dev.rollcall.organization;

import com.fasterxml.jackson.annotation.JsonValue;
import jakarta.persistence.EnumeratedValue;

/** The built-in roles that a membership can have (contract, section 2.1). */
public enum Role {
    MEMBER("member"),
    ADMIN("admin"),
    BILLING_MANAGER("billing-manager");

    @EnumeratedValue
    @JsonValue
    final String value;

    Role(String value) {
        this.value = value;
    }
}
