package dev.rollcall.console.docs;

import dev.rollcall.console.PageResource;
import dev.rollcall.console.docs.ApiDescription.Group;
import dev.rollcall.http.PublicAddress;
import dev.rollcall.session.BrowserSessions;
import dev.rollcall.session.Visitor;
import io.quarkus.qute.TemplateGlobal;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jboss.resteasy.reactive.RestResponse;

/**
 * The API description for people, without scripts. The document does not change while the service runs, so each page is made
 * once. See docs/decisions/0012-pages-and-sessions.md.
 */
@Path("/docs")
@PermitAll
@Produces(PageResource.HTML)
class DocsResource extends PageResource {

    private static final String OVERVIEW = "";

    private final DocsConfig config;
    private final ApiDescription description;

    /** By the name in paths. Made when somebody first asks, because the document is complete only when the service runs. */
    private volatile Map<String, Content> contents = Map.of();

    DocsResource(BrowserSessions sessions, PublicAddress address, DocsConfig config, ApiDescription description) {
        super(sessions, address);
        this.config = config;
        this.description = description;
    }

    /** What is the same for every visitor. */
    private record Content(String title, String html) {}

    /** {@return whether there are pages with the API description, for links in other pages} */
    @TemplateGlobal(name = "apiDocs")
    static boolean isOn() {
        return ConfigProvider.getConfig().getValue("rollcall.docs.enabled", boolean.class);
    }

    @GET
    public RestResponse<String> overview(@Context HttpServerRequest request) {
        return page(request, OVERVIEW);
    }

    @GET
    @Path("{part}")
    public RestResponse<String> part(String part, @Context HttpServerRequest request) {
        return page(request, part);
    }

    private RestResponse<String> page(HttpServerRequest request, String part) {
        Visitor visitor = visitor(request);
        Content content = config.enabled() ? contents().get(part) : null;
        if (content == null) {
            throw unknown();
        }
        return show(DocsPages.page(visitor, content.title(), content.html()));
    }

    private Map<String, Content> contents() {
        if (contents.isEmpty()) {
            contents = make();
        }
        return contents;
    }

    private Map<String, Content> make() {
        List<Group> groups = description.groups();
        Map<String, Content> made = new LinkedHashMap<>();
        made.put(OVERVIEW, new Content("API", DocsPages.overview(groups).render()));
        for (Group group : groups) {
            made.put(
                    group.path(),
                    new Content("API: " + group.title(), DocsPages.group(group).render()));
        }
        made.put(
                "schemas",
                new Content(
                        "API: schemas", DocsPages.schemas(description.schemas()).render()));
        return Map.copyOf(made);
    }
}
