package dev.rollcall.development;

import dev.rollcall.http.PublicAddress;
import io.quarkus.arc.profile.IfBuildProfile;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;

/**
 * A GitLab for dev mode, where you sign in as any of three people without a password. So a newcomer can try the pages
 * without registering at a provider. A code and a token are the name of the person.
 */
@Path("/development/gitlab")
@IfBuildProfile("dev")
@PermitAll
class SampleGitLabResource {

    /** Their ids are their places here, from 1 on. Linus has no account until somebody invites him. */
    static final List<String> PEOPLE = List.of("ada", "grace", "linus");

    private final PublicAddress address;

    SampleGitLabResource(PublicAddress address) {
        this.address = address;
    }

    @GET
    @Operation(hidden = true)
    @Path("oauth/authorize")
    @Produces(MediaType.TEXT_HTML)
    public String authorize(@QueryParam("redirect_uri") String redirectUri, @QueryParam("state") String state) {
        String callback = address.link("/signin/development/callback");
        if (!callback.equals(redirectUri)) {
            return "redirect_uri must be " + callback;
        }
        return PEOPLE.stream()
                .map(person -> "<li><a href=\"%s?code=%s&amp;state=%s\">%s</a></li>"
                        .formatted(callback, person, URLEncoder.encode(state, StandardCharsets.UTF_8), person))
                .collect(Collectors.joining(
                        "\n",
                        "<!DOCTYPE html>\n<html lang=\"en\">\n<title>Dev mode</title>\n<h1>Who are you?</h1>\n<ul>\n",
                        "\n</ul>\n</html>\n"));
    }

    @POST
    @Operation(hidden = true)
    @Path("oauth/token")
    @Produces(MediaType.APPLICATION_JSON)
    public Map<String, String> token(@FormParam("code") String code) {
        return PEOPLE.contains(code)
                ? Map.of("access_token", code, "token_type", "Bearer", "scope", "read_api")
                : Map.of("error", "invalid_grant");
    }

    @POST
    @Operation(hidden = true)
    @Path("oauth/revoke")
    @Produces(MediaType.APPLICATION_JSON)
    public Map<String, String> revoke() {
        return Map.of();
    }

    @GET
    @Operation(hidden = true)
    @Path("api/v4/user")
    @Produces(MediaType.APPLICATION_JSON)
    public Map<String, Object> user(@HeaderParam(HttpHeaders.AUTHORIZATION) String authorization) {
        String person = authorization.replaceFirst("(?i)^bearer ", "");
        String title = person.substring(0, 1).toUpperCase(Locale.ROOT) + person.substring(1);
        return Map.of(
                "id",
                PEOPLE.indexOf(person) + 1,
                "username",
                person,
                "name",
                title + " Example",
                "state",
                "active",
                "email",
                person + "@example.com",
                "confirmed_at",
                "2026-01-01T00:00:00Z");
    }

    @GET
    @Operation(hidden = true)
    @Path("api/v4/groups")
    @Produces(MediaType.APPLICATION_JSON)
    public List<Object> groups() {
        return List.of();
    }
}
