package dev.rollcall.console.stack;

import dev.rollcall.console.PageResource;
import dev.rollcall.http.ApiException;
import dev.rollcall.http.PublicAddress;
import dev.rollcall.query.PageSize;
import dev.rollcall.session.BrowserSessions;
import dev.rollcall.session.Visitor;
import dev.rollcall.stack.StackListing;
import dev.rollcall.stack.StackPage;
import io.quarkus.qute.TemplateInstance;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import java.util.List;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;

/** The page of all stacks that the visitor can reach. It searches by the same statement as {@code GET /api/user/stacks}. */
@Path(StacksPageResource.HERE)
@PermitAll
@Produces(PageResource.HTML)
class StacksPageResource extends PageResource {

    static final String HERE = "/stacks";

    private static final PageSize PAGE = new PageSize(50);

    private final StackListing stacks;

    StacksPageResource(BrowserSessions sessions, PublicAddress address, StackListing stacks) {
        super(sessions, address);
        this.stacks = stacks;
    }

    @GET
    public RestResponse<String> list(
            @RestQuery String organization,
            @RestQuery String project,
            @RestQuery String name,
            @RestQuery String tag,
            @RestQuery String value,
            @RestQuery String after,
            @Context HttpServerRequest request) {
        StackSearch search = new StackSearch(organization, project, name, tag, value);
        return signedIn(request, search.path(after), visitor -> {
            try {
                return show(page(visitor, search, after));
            } catch (ApiException wrong) {
                return again(wrong, StackPages.stacks(visitor, search, wrong.getMessage(), List.of(), null));
            }
        });
    }

    private TemplateInstance page(Visitor visitor, StackSearch search, String after) {
        StackPage page = stacks.page(caller(visitor), false, search.filter(), PAGE, after);
        return StackPages.stacks(
                visitor,
                search,
                "",
                page.stacks().stream().map(ListedStack::of).toList(),
                page.continuationToken() == null ? null : search.path(page.continuationToken()));
    }
}
