package dev.rollcall.console.organization;

import dev.rollcall.console.Confirmation;
import dev.rollcall.console.PageResource;
import dev.rollcall.console.Question;
import dev.rollcall.http.PublicAddress;
import dev.rollcall.member.ListMembersResponse;
import dev.rollcall.member.MemberChanges;
import dev.rollcall.member.MemberPages;
import dev.rollcall.member.Members;
import dev.rollcall.member.Members.FoundInTeams;
import dev.rollcall.organization.OrganizationAccess;
import dev.rollcall.organization.Permission;
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
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;

/** The pages of an organization's members. Admins add them, change their roles and remove them. */
@Path("/{orgName}/settings/members")
@PermitAll
@Produces(PageResource.HTML)
class MembersPageResource extends SettingsPageResource {

    private static final String HERE = "/members";
    private static final String ADD = "add";
    private static final String ROLE = "role";

    private final Members members;
    private final MemberPages pages;
    private final MemberChanges changes;

    MembersPageResource(
            BrowserSessions sessions,
            PublicAddress address,
            OrganizationAccess access,
            Members members,
            MemberPages pages,
            MemberChanges changes) {
        super(sessions, address, access);
        this.members = members;
        this.pages = pages;
        this.changes = changes;
    }

    @GET
    public RestResponse<String> list(
            String orgName, @RestQuery String search, @RestQuery String after, @Context HttpServerRequest request) {
        return page(
                request,
                orgName,
                HERE,
                place -> list(place, typed(search), after, Outcome.NONE, "", Role.MEMBER.value()));
    }

    private TemplateInstance list(
            Place place, String search, String after, Outcome outcome, String login, String role) {
        // PostgreSQL refuses NUL, which no login and no name has.
        ListMembersResponse page = pages.search(place.standing(), search.replace('\0', '\uFFFD'), after);
        // The pages follow the ids, because those never change.
        List<ListedMember> listed = page.members().stream()
                .map(ListedMember::of)
                .sorted(Comparator.comparing(member -> member.login().toLowerCase(Locale.ROOT)))
                .toList();
        return OrganizationPages.members(
                place, outcome, listed, search, page.continuationToken(), login, Choice.roles(role));
    }

    @POST
    public RestResponse<String> add(
            String orgName,
            @RestForm String csrf,
            @RestForm String login,
            @RestForm String role,
            @Context HttpServerRequest request) {
        return change(
                request,
                orgName,
                HERE,
                csrf,
                ADD,
                (place, caller, source) -> {
                    String added = changes.add(caller, source, orgName, typed(login), role)
                            .user()
                            .githubLogin();
                    return Outcome.done(added + " is a member now.");
                },
                (place, outcome) -> list(
                        place,
                        "",
                        null,
                        outcome,
                        outcome.again(ADD, login),
                        outcome.refused(ADD) ? role : Role.MEMBER.value()));
    }

    @GET
    @Path("{login}")
    public RestResponse<String> show(String orgName, String login, @Context HttpServerRequest request) {
        return page(request, orgName, HERE + "/" + login, place -> show(place, login, Outcome.NONE));
    }

    private TemplateInstance show(Place place, String login, Outcome outcome) {
        FoundInTeams found = members.findWithTeams(place.standing().require(Permission.READ_MEMBERS), login);
        place.standing().require(Permission.READ_TEAMS);
        return OrganizationPages.member(
                place,
                outcome,
                ListedMember.of(found.member()),
                found.teams(),
                found.userId().equals(place.visitor().person().id()));
    }

    @POST
    @Path("{login}")
    public RestResponse<String> changeRole(
            String orgName,
            String login,
            @RestForm String csrf,
            @RestForm String role,
            @Context HttpServerRequest request) {
        return change(
                request,
                orgName,
                HERE + "/" + login,
                csrf,
                ROLE,
                (place, caller, source) -> {
                    boolean builtIn = role == null || Role.of(role).isPresent();
                    String changed = changes.changeRole(
                            caller, source, orgName, login, builtIn ? role : null, builtIn ? null : role);
                    return Outcome.done(changed + " has this role now.");
                },
                (place, outcome) -> show(place, login, outcome));
    }

    @GET
    @Path("{login}/remove")
    public RestResponse<String> askToRemove(String orgName, String login, @Context HttpServerRequest request) {
        return page(request, orgName, HERE + "/" + login + "/remove", place -> {
            ListedMember member =
                    ListedMember.of(members.find(place.standing().require(Permission.REMOVE_MEMBERS), login)
                            .member());
            String page = place.path() + HERE + "/" + member.login();
            return Question.ask(
                    place.visitor(),
                    new Confirmation(
                            "Remove " + member.login() + " from " + place.title(),
                            List.of(
                                    "This takes "
                                            + (member.name().isEmpty() ? member.login() : member.name())
                                            + " out of the organization and its teams, and takes everything back that"
                                            + " was granted to them here.",
                                    "Their account stays. So do the tokens of the organization and of its teams, also"
                                            + " those that they created: revoke those that they know."),
                            page + "/remove",
                            page));
        });
    }

    @POST
    @Path("{login}/remove")
    public RestResponse<String> remove(
            String orgName, String login, @RestForm String csrf, @Context HttpServerRequest request) {
        return change(
                request,
                orgName,
                HERE,
                csrf,
                "",
                (place, caller, source) -> {
                    return Outcome.done(changes.remove(caller, source, orgName, login) + " is no member any more.");
                },
                (place, outcome) -> list(place, "", null, outcome, "", Role.MEMBER.value()));
    }
}
