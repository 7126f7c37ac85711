package dev.rollcall.console.stack;

import dev.rollcall.audit.AuditLog.Source;
import dev.rollcall.console.Confirmation;
import dev.rollcall.console.Confirmation.Field;
import dev.rollcall.console.PageResource;
import dev.rollcall.console.Question;
import dev.rollcall.database.Transactions;
import dev.rollcall.grant.ManagedTeam;
import dev.rollcall.grant.StackOverviews;
import dev.rollcall.grant.StackSharing;
import dev.rollcall.grant.TeamGrants;
import dev.rollcall.http.ApiException;
import dev.rollcall.http.PublicAddress;
import dev.rollcall.http.RequestFilter;
import dev.rollcall.organization.OrganizationAccess;
import dev.rollcall.organization.StackPermission;
import dev.rollcall.organization.Standing;
import dev.rollcall.organization.TeamAccess;
import dev.rollcall.security.Caller;
import dev.rollcall.session.BrowserSessions;
import dev.rollcall.session.Visitor;
import dev.rollcall.stack.ReachedStack;
import dev.rollcall.stack.StackAccess;
import dev.rollcall.user.OwnerName;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import java.util.List;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestResponse;

/** The page of a stack, to which {@code pulumi stack ls} links: its tags, and who reaches it and why. */
@Path("/{orgName}/{projectName}/{stackName}")
@PermitAll
@Produces(PageResource.HTML)
class StackPageResource extends PageResource {

    private static final int NOT_FOUND = 404;

    private final StackAccess stacks;
    private final StackOverviews overviews;
    private final OrganizationAccess organizations;
    private final TeamAccess teams;
    private final TeamGrants teamGrants;
    private final StackSharing sharing;

    StackPageResource(
            BrowserSessions sessions,
            PublicAddress address,
            StackAccess stacks,
            StackOverviews overviews,
            OrganizationAccess organizations,
            TeamAccess teams,
            TeamGrants teamGrants,
            StackSharing sharing) {
        super(sessions, address);
        this.stacks = stacks;
        this.overviews = overviews;
        this.organizations = organizations;
        this.teams = teams;
        this.teamGrants = teamGrants;
        this.sharing = sharing;
    }

    @GET
    public RestResponse<String> show(
            String orgName, String projectName, String stackName, @Context HttpServerRequest request) {
        return signedIn(request, page(orgName, projectName, stackName), visitor -> {
            try {
                return show(visitor, orgName, projectName, stackName, null);
            } catch (ApiException refusal) {
                // Lists of members link to pages like this, as those of Pulumi Cloud do.
                if (projectName.equals("members") && refusal.status() == NOT_FOUND && OwnerName.isValid(stackName)) {
                    return seeOther("/" + orgName + "/settings/members/" + stackName);
                }
                throw refusal;
            }
        });
    }

    @POST
    @Path("grants")
    public RestResponse<String> grant(
            String orgName,
            String projectName,
            String stackName,
            @RestForm String csrf,
            @RestForm String kind,
            @RestForm String who,
            @RestForm String permission,
            @RestForm String sure,
            @Context HttpServerRequest request) {
        return submitted(request, page(orgName, projectName, stackName), csrf, visitor -> {
            StackPermission granted = parse(permission);
            String name = who == null ? "" : who.strip();
            Caller caller = caller(visitor);
            if (granted == StackPermission.NONE && sure == null && kind != null) {
                ReachedStack reached = stacks.of(caller, orgName, projectName, stackName);
                return show(Question.ask(visitor, question(reached, kind, name, permission)));
            }
            Source source = caller.source(request);
            Transactions.run(() -> {
                Standing standing = organizations.locked(caller, orgName);
                ReachedStack stack = stacks.of(caller, standing, projectName, stackName);
                grant(caller, source, standing, stack, kind, name, granted);
            });
            String what = granted == StackPermission.NONE
                    ? "no longer has a permission of its own on this stack."
                    : "may now " + StackView.words(granted) + " this stack.";
            return show(visitor, orgName, projectName, stackName, "The " + kind + " " + name + " " + what);
        });
    }

    private static Confirmation question(ReachedStack stack, String kind, String who, String permission) {
        String page = page(stack.organization(), stack.project(), stack.name());
        return new Confirmation(
                "Take the permission of the " + kind + " " + who + " away",
                List.of("The stack is " + stack
                        + ". Whoever reaches it in another way still does: by a role, by a team, or"
                        + " by the default of the organization."),
                page + "/grants",
                page,
                List.of(
                        new Field("kind", kind),
                        new Field("who", who),
                        new Field("permission", permission),
                        new Field("sure", "yes")));
    }

    private void grant(
            Caller caller,
            Source source,
            Standing standing,
            ReachedStack stack,
            String kind,
            String who,
            StackPermission permission) {
        switch (kind == null ? "" : kind) {
            case "person" -> sharing.setPerson(source, standing, stack, who, permission);
            case "role" -> sharing.setRole(source, standing, stack, who, permission);
            case "team" ->
                teamGrants.set(
                        new ManagedTeam(
                                caller,
                                source,
                                standing.requireShared("Teams"),
                                teams.of(caller, standing, who).requireManaged()),
                        stack.project(),
                        stack.name(),
                        permission);
            default -> throw ApiException.badRequest("Choose a person or a team.");
        }
    }

    private RestResponse<String> show(
            Visitor visitor, String orgName, String projectName, String stackName, String message) {
        ReachedStack stack = stacks.of(caller(visitor), orgName, projectName, stackName);
        return show(StackPages.stack(visitor, StackView.of(stack, overviews.of(stack)), message));
    }

    private static StackPermission parse(String code) {
        if (code == null || !code.matches("[0-9]{1,3}")) {
            throw ApiException.badRequest("Choose a permission.");
        }
        return StackPermission.of(Long.parseLong(code))
                .orElseThrow(() -> ApiException.badRequest("There is no such permission. Choose one of the list."));
    }

    /** Other paths of three segments have names that no organization can have. Those that exist have resources of their own. */
    static String page(String orgName, String projectName, String stackName) {
        if (!OwnerName.isValid(orgName)
                || OwnerName.isPath(orgName)
                || !StackAccess.isName(projectName)
                || !StackAccess.isName(stackName)) {
            throw ApiException.notFound(RequestFilter.NO_PATH);
        }
        return "/" + orgName + "/" + projectName + "/" + stackName;
    }
}
