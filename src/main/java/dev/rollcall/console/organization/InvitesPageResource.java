package dev.rollcall.console.organization;

import dev.rollcall.console.Confirmation;
import dev.rollcall.console.PageResource;
import dev.rollcall.console.Question;
import dev.rollcall.http.ApiException;
import dev.rollcall.http.PublicAddress;
import dev.rollcall.invite.CreateInviteRequest;
import dev.rollcall.invite.InviteChanges;
import dev.rollcall.invite.InviteChanges.Resent;
import dev.rollcall.invite.InviteChanges.Result;
import dev.rollcall.invite.Invites.Sent;
import dev.rollcall.organization.OrganizationAccess;
import dev.rollcall.organization.Role;
import dev.rollcall.session.BrowserSessions;
import io.quarkus.qute.TemplateInstance;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestResponse;

/** The page of an organization's invitations: its admins send, renew and cancel them. */
@Path("/{orgName}/settings/invites")
@PermitAll
@Produces(PageResource.HTML)
class InvitesPageResource extends SettingsPageResource {

    private static final String HERE = "/invites";
    private static final String SEND = "send";
    private static final String LINK = "link";
    private static final int MOST = 100;

    private final InviteChanges changes;

    InvitesPageResource(
            BrowserSessions sessions, PublicAddress address, OrganizationAccess access, InviteChanges changes) {
        super(sessions, address, access);
        this.changes = changes;
    }

    @GET
    public RestResponse<String> list(String orgName, @Context HttpServerRequest request) {
        return page(request, orgName, HERE, place -> list(place, Outcome.NONE, "", null));
    }

    private TemplateInstance list(Place place, Outcome outcome, String addresses, String role) {
        return OrganizationPages.invites(
                place,
                outcome,
                changes.pending(place.standing()).invites().stream()
                        .map(ListedInvite::of)
                        .toList(),
                addresses,
                Choice.roles(role == null ? Role.MEMBER.value() : role));
    }

    @POST
    public RestResponse<String> send(
            String orgName,
            @RestForm String csrf,
            @RestForm String addresses,
            @RestForm String role,
            @Context HttpServerRequest request) {
        AtomicReference<String> left = new AtomicReference<>(addresses == null ? "" : addresses);
        return change(
                request,
                orgName,
                HERE,
                csrf,
                SEND,
                (place, caller, source) -> {
                    Result result = changes.send(caller, source, orgName, requests(left.get(), role));
                    // Who was not invited stays in the form.
                    left.set(result.failed().stream()
                            .map(CreateInviteRequest::email)
                            .collect(Collectors.joining("\n")));
                    return Outcome.done(
                            result.sent().isEmpty()
                                    ? "Nobody was invited."
                                    : result.sent().size() == 1
                                            ? "Invited 1 person."
                                            : "Invited " + result.sent().size() + " people.",
                            forPeople(result.warnings()));
                },
                (place, outcome) -> list(place, outcome, left.get(), role));
    }

    private static List<CreateInviteRequest> requests(String addresses, String role) {
        List<CreateInviteRequest> requests = Stream.of(addresses.split("[\\s,;]+", -1))
                .filter(address -> !address.isEmpty())
                .map(address -> new CreateInviteRequest(address, role, null))
                .toList();
        if (requests.isEmpty()) {
            throw ApiException.badRequest("Type at least one e-mail address.");
        }
        if (requests.size() > MOST) {
            throw ApiException.badRequest("Type at most " + MOST + " addresses at once.");
        }
        return requests;
    }

    /** The page shows the links, so it needs no name of a field of the API. */
    private static List<String> forPeople(List<String> warnings) {
        return warnings.stream()
                .map(warning -> warning.replace("acceptInviteUrl", "link"))
                .toList();
    }

    @POST
    @Path("link")
    public RestResponse<String> link(
            String orgName, @RestForm String csrf, @RestForm String role, @Context HttpServerRequest request) {
        return change(
                request,
                orgName,
                HERE,
                csrf,
                LINK,
                (place, caller, source) -> {
                    Sent sent = changes.link(caller, source, orgName, new CreateInviteRequest(null, role, null));
                    return Outcome.done("The link is made. It works once. Give it to the person:", List.of(sent.url()));
                },
                (place, outcome) -> list(place, outcome, "", role));
    }

    @POST
    @Path("{id}/resend")
    public RestResponse<String> resend(
            String orgName, String id, @RestForm String csrf, @Context HttpServerRequest request) {
        return change(
                request,
                orgName,
                HERE,
                csrf,
                "",
                (place, caller, source) -> {
                    Resent resent = changes.resend(caller, source, orgName, id);
                    return Outcome.done(
                            resent.email().isEmpty()
                                    ? "The link is valid for its whole time again."
                                    : "Invited " + resent.email() + " again.",
                            forPeople(resent.warnings()));
                },
                (place, outcome) -> list(place, outcome, "", null));
    }

    @GET
    @Path("{id}/cancel")
    public RestResponse<String> askToCancel(String orgName, String id, @Context HttpServerRequest request) {
        return page(request, orgName, HERE, place -> {
            ListedInvite invite = changes.pending(place.standing()).invites().stream()
                    .filter(one -> one.id().equals(id))
                    .findFirst()
                    .map(ListedInvite::of)
                    .orElseThrow(() -> ApiException.notFound(
                            "There is no such invitation. It was accepted, declined or canceled."));
            return Question.ask(
                    place.visitor(),
                    new Confirmation(
                            "Cancel the invitation",
                            List.of(
                                    "The invitation for: " + invite.whom() + ", with the role " + invite.role() + ".",
                                    "Its link will not work any more."),
                            place.path() + HERE + "/" + invite.id() + "/cancel",
                            place.path() + HERE));
        });
    }

    @POST
    @Path("{id}/cancel")
    public RestResponse<String> cancel(
            String orgName, String id, @RestForm String csrf, @Context HttpServerRequest request) {
        return change(
                request,
                orgName,
                HERE,
                csrf,
                "",
                (place, caller, source) -> {
                    String email = changes.cancel(caller, source, orgName, id);
                    return Outcome.done(
                            email.isEmpty()
                                    ? "The link does not work any more."
                                    : "The invitation of " + email + " is canceled.");
                },
                (place, outcome) -> list(place, outcome, "", null));
    }
}
