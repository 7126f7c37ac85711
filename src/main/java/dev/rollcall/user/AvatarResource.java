package dev.rollcall.user;

import dev.rollcall.http.ApiException;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.ResponseHeader;

/** Serves the generated pictures. It has one for every id and reads no table, so it does not reveal which ids exist. */
@Path("/avatars/{id}.svg")
@PermitAll
class AvatarResource {

    @GET
    @Produces("image/svg+xml")
    @ResponseHeader(name = HttpHeaders.CACHE_CONTROL, value = "public, max-age=31536000, immutable")
    // A browser can open an SVG as a document. This header forbids it to run scripts.
    @ResponseHeader(name = "Content-Security-Policy", value = "default-src 'none'")
    @Operation(hidden = true)
    public String get(String id) {
        return Avatar.draw(parse(id));
    }

    private static UUID parse(String id) {
        try {
            UUID parsed = UUID.fromString(id);
            if (parsed.toString().equals(id)) {
                return parsed;
            }
        } catch (IllegalArgumentException notAnId) {
            // Not found, as an id in upper case or without its leading zeros.
        }
        throw ApiException.notFound("There is no picture at this path. Picture ids are UUIDs in lower case.");
    }
}
