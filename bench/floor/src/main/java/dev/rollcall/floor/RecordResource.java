package dev.rollcall.floor;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Returns a person and their organizations from memory, with as many bytes as the service's average response. */
@Path("/record")
public class RecordResource {

    /** Size of the JSON below without its filler. */
    private static final int BYTES_WITHOUT_FILLER = 393;

    private final Person person;

    RecordResource(@ConfigProperty(name = "floor.bytes", defaultValue = "676") int bytes) {
        Organization organization =
                new Organization("Organization", "organization", "https://pulumi.example.com/avatar/1", "member");
        this.person = new Person(
                "9bb9e4d6-6ac4-4c73-93ad-04e9a2b0a1e9",
                "person",
                "x".repeat(Math.max(0, bytes - BYTES_WITHOUT_FILLER)),
                "person@example.com",
                List.of(organization, organization),
                true,
                false);
    }

    @GET
    public Person person() {
        return person;
    }

    /** Has the shape of the service's response. */
    public record Person(
            String id,
            String githubLogin,
            String name,
            String email,
            List<Organization> organizations,
            boolean hasMfa,
            boolean managed) {}

    /** One of a person's organizations. */
    public record Organization(String name, String githubLogin, String avatarUrl, String role) {}
}
