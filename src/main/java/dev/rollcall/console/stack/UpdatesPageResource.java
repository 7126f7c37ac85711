package dev.rollcall.console.stack;

import dev.rollcall.console.PageResource;
import dev.rollcall.history.PastUpdates;
import dev.rollcall.history.PastUpdates.PastUpdate;
import dev.rollcall.http.ApiException;
import dev.rollcall.http.PublicAddress;
import dev.rollcall.session.BrowserSessions;
import dev.rollcall.stack.ReachedStack;
import dev.rollcall.stack.StackAccess;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import java.util.List;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;

/** The pages of a stack's updates: all of them, and the one to which {@code pulumi up} links. */
@Path("/{orgName}/{projectName}/{stackName}/updates")
@PermitAll
@Produces(PageResource.HTML)
class UpdatesPageResource extends PageResource {

    private static final int PAGE = 50;

    private final StackAccess stacks;
    private final PastUpdates updates;

    UpdatesPageResource(BrowserSessions sessions, PublicAddress address, StackAccess stacks, PastUpdates updates) {
        super(sessions, address);
        this.stacks = stacks;
        this.updates = updates;
    }

    @GET
    public RestResponse<String> list(
            String orgName,
            String projectName,
            String stackName,
            @RestQuery String before,
            @Context HttpServerRequest request) {
        String path = StackPageResource.page(orgName, projectName, stackName);
        long below = before == null ? Long.MAX_VALUE : number(before);
        return signedIn(request, path + "/updates", visitor -> {
            ReachedStack stack = stacks.of(caller(visitor), orgName, projectName, stackName);
            // One more than the page has, to find out whether there is a next page.
            List<PastUpdate> found = updates.page(stack, below, PAGE + 1);
            List<PastUpdate> shown = found.subList(0, Math.min(found.size(), PAGE));
            Long next =
                    found.size() > shown.size() ? shown.get(shown.size() - 1).version() : null;
            return show(StackPages.updates(visitor, stack, shown, next));
        });
    }

    @GET
    @Path("{version}")
    public RestResponse<String> show(
            String orgName, String projectName, String stackName, String version, @Context HttpServerRequest request) {
        String path = StackPageResource.page(orgName, projectName, stackName);
        long number = number(version);
        return signedIn(request, path + "/updates/" + number, visitor -> {
            ReachedStack stack = stacks.of(caller(visitor), orgName, projectName, stackName);
            return show(StackPages.update(
                    visitor,
                    stack,
                    updates.find(stack, number)
                            .orElseThrow(() -> ApiException.notFound(
                                    "The stack '" + stack + "' has no update with the version " + number))));
        });
    }

    private static long number(String text) {
        if (!text.matches("[0-9]{1,18}")) {
            throw ApiException.notFound("The version of an update is a number. Check the URL.");
        }
        return Long.parseLong(text);
    }
}
