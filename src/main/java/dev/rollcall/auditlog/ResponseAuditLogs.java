package dev.rollcall.auditlog;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.rollcall.http.PublicAddress;
import dev.rollcall.user.Avatar;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A page of an audit log (contract for writes, section 3.7). */
@Schema(description = "A page of an audit log.")
@JsonInclude(JsonInclude.Include.NON_NULL)
record ResponseAuditLogs(
        @Schema(description = "Send it to get the next page. Absent on the last page.")
        String continuationToken,

        @Schema(required = true, description = "The events, newest first.")
        List<Event> auditLogEvents) {

    /** An event. Fields that do not apply are absent, because strict clients refuse null. */
    @Schema(name = "AuditLogEvent", description = "An event of an organization.")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Event(
            @Schema(required = true, description = "When it happened, in seconds since 1970.")
            long timestamp,

            @Schema(required = true, description = "The client's IP address. Empty if the service itself did it.")
            String sourceIP,

            @Schema(required = true, description = "What happened, for example member-added.")
            String event,

            @Schema(required = true, description = "What happened, as a sentence.")
            String description,

            @Schema(required = true) User user,

            @Schema(description = "The access token that it was done with.")
            String tokenID,

            @Schema(description = "The name of the access token. For a personal token its description.")
            String tokenName,

            @Schema(description = "true if only admins of the organization may do this.")
            Boolean reqOrgAdmin,

            @Schema(description = "The name of the organization or team token that did it.")
            String actorName) {

        static Event of(AuditLogEntry entry, PublicAddress address) {
            AuditLogEntry.Actor actor = entry.actor();
            return new Event(
                    entry.at().getEpochSecond(),
                    entry.address(),
                    entry.event(),
                    entry.description(),
                    new User(
                            actor.name(),
                            actor.login(),
                            actor.avatarUrl() == null ? address.link(Avatar.path(actor.id())) : actor.avatarUrl()),
                    entry.tokenId() == null ? null : entry.tokenId().toString(),
                    entry.tokenName(),
                    entry.requiresAdmin() ? true : null,
                    actor.machine() ? entry.tokenName() : null);
        }
    }

    /** Who did it. */
    @Schema(name = "AuditLogUser", description = "Who did it.")
    record User(
            @Schema(required = true, description = "The name that is shown.")
            String name,

            @Schema(required = true, description = "The login. Of a deleted account, the last one.")
            String githubLogin,

            @Schema(required = true) String avatarUrl) {}

    static ResponseAuditLogs of(List<AuditLogEntry> entries, String next, PublicAddress address) {
        return new ResponseAuditLogs(
                next, entries.stream().map(entry -> Event.of(entry, address)).toList());
    }
}
