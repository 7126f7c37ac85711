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

/** Serves the generated pictures. It answers for any id and asks no table, so it tells nobody which ids exist. */
@Path("/avatars/{id}.svg")
@PermitAll
class AvatarResource {

    @GET
    @Produces("image/svg+xml")
    @ResponseHeader(name = HttpHeaders.CACHE_CONTROL, value = "public, max-age=31536000, immutable")
    // An SVG opened by itself is a document; it may not run anything.
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
            // Answered below, like an id that is not written as the links write it.
        }
        throw ApiException.notFound("No such picture");
    }
}
