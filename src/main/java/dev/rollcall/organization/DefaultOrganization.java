package dev.rollcall.organization;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The caller's default organization (contract, section 2.5). Only here the JSON keys are in PascalCase. */
@Schema(name = "AppGetDefaultOrganizationResponse", description = "The organization that commands use by default.")
record DefaultOrganization(
        @JsonProperty("GitHubLogin")
        @Schema(required = true, description = "Login of the organization; empty if the caller belongs to none.")
        String gitHubLogin,

        @JsonProperty("Messages")
        @Schema(required = true, description = "Messages about it for the caller; often none.")
        List<Message> messages) {

    @Schema(name = "AppMessage", description = "A message for the caller.")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Message(
            @Schema(description = "How serious it is.") Severity severity,

            @Schema(required = true, description = "The text.")
            String message) {}

    /** How serious a message is. */
    @Schema(
            name = "AppMessageSeverity",
            type = SchemaType.STRING,
            enumeration = {"warning", "error", "info"})
    enum Severity {
        WARNING("warning"),
        ERROR("error"),
        INFO("info");

        @JsonValue
        final String value;

        Severity(String value) {
            this.value = value;
        }
    }

    static DefaultOrganization of(String login) {
        return new DefaultOrganization(login, List.of());
    }

    /**
     * For a caller without organizations. The CLI accepts an empty name, but no error except 404: contract, section 0.
     */
    static DefaultOrganization none() {
        return new DefaultOrganization(
                "",
                List.of(new Message(
                        Severity.WARNING, "You belong to no organization. Ask an administrator for an invitation.")));
    }
}
