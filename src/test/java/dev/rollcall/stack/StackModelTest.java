package dev.rollcall.stack;

import static dev.rollcall.testing.Rows.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.PostgresqlResource;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Organization;
import dev.rollcall.testing.Rows.Person;
import dev.rollcall.testing.Statements;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares listings with what a naive reading of the rules gives, in random worlds; a seed brings a world back. */
@QuarkusTest
@Tag("postgresql")
@QuarkusTestResource(PostgresqlResource.class)
class StackModelTest {

    private static final List<String> PROJECTS = List.of("website", "database", "Website");
    private static final List<String> TAGS = List.of("environment", "owner");
    private static final List<String> VALUES = List.of("", "a", "b");
    private static final List<String> PERMISSIONS = List.of("none", "read", "write", "admin");

    private record StackRow(UUID id, Place place, String project, Map<String, String> tags, Set<Grant> grants) {}

    private record Grant(String kind, UUID grantee, String permission) {}

    private record Place(Organization organization, String defaultPermission, List<UUID> teams, List<UUID> roles) {}

    /** What somebody is in one organization; role is null for no member. */
    private record Standing(String role, UUID customRole, Set<UUID> teams) {}

    private record World(List<Person> people, Map<Person, Map<Place, Standing>> standings, List<StackRow> stacks) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void listsWhatTheRulesSay(long seed) {
        Random random = new Random(seed);
        World world = world(random);
        for (Person person : world.people()) {
            for (int question = 0; question < 8; question++) {
                Map<String, String> filter = filter(random, world, person);

                assertThat(listed(person, filter, 1 + random.nextInt(9)))
                        .as("seed %d, %s, %s", seed, person, filter)
                        .containsExactlyInAnyOrderElementsOf(expected(world, person, filter));
            }
        }
    }

    private static Set<UUID> expected(World world, Person person, Map<String, String> filter) {
        return world.stacks().stream()
                .filter(stack -> !filter.containsKey("organization")
                        || stack.place().organization().login().equals(filter.get("organization")))
                .filter(stack ->
                        !filter.containsKey("project") || stack.project().equalsIgnoreCase(filter.get("project")))
                .filter(stack -> !filter.containsKey("tagName") || stack.tags().containsKey(filter.get("tagName")))
                .filter(stack -> !filter.containsKey("tagValue")
                        || filter.get("tagValue").equals(stack.tags().get(filter.get("tagName"))))
                .filter(stack -> reaches(person, world.standings().get(person).get(stack.place()), stack, filter))
                .map(StackRow::id)
                .collect(Collectors.toSet());
    }

    private static boolean reaches(Person person, Standing standing, StackRow stack, Map<String, String> filter) {
        if (filter.containsKey("roleID")) {
            return filter.get("roleID").equals(String.valueOf(standing.customRole()))
                    && grants(stack, "role", standing.customRole());
        }
        boolean openToMember = "member".equals(standing.role())
                && standing.customRole() == null
                && !stack.place().defaultPermission().equals("none");
        return "admin".equals(standing.role())
                || openToMember
                || grants(stack, "user", person.id())
                || standing.teams().stream().anyMatch(team -> grants(stack, "team", team))
                || grants(stack, "role", standing.customRole());
    }

    private static boolean grants(StackRow stack, String kind, UUID grantee) {
        return stack.grants().stream()
                .anyMatch(grant -> grant.kind().equals(kind)
                        && grant.grantee().equals(grantee)
                        && !grant.permission().equals("none"));
    }

    private static List<UUID> listed(Person person, Map<String, String> filter, int size) {
        List<UUID> found = new ArrayList<>();
        Map<String, String> query = new HashMap<>(filter);
        query.put("maxResults", Integer.toString(size));
        do {
            JsonPath page;
            try (Statements statements = new Statements()) {
                page = given().header("Authorization", person.authorization())
                        .queryParams(query)
                        .get("/api/user/stacks")
                        .then()
                        .statusCode(200)
                        .extract()
                        .jsonPath();
                // Who calls and the page. For an empty page: whether the organization accepts the token, and whether
                // the
                // caller holds the role.
                assertThat(statements.count())
                        .isLessThanOrEqualTo(2
                                + (filter.containsKey("organization") ? 1 : 0)
                                + (filter.containsKey("roleID") ? 1 : 0));
            }
            page.<String>getList("stacks.id").forEach(id -> found.add(UUID.fromString(id)));
            query.put("continuationToken", page.getString("continuationToken"));
        } while (query.get("continuationToken") != null);
        return found;
    }

    private static Map<String, String> filter(Random random, World world, Person person) {
        Map<String, String> filter = new HashMap<>();
        if (random.nextInt(3) == 0) {
            filter.put(
                    "organization",
                    one(random, world.stacks()).place().organization().login());
        }
        if (random.nextInt(3) == 0) {
            filter.put("project", one(random, PROJECTS));
        }
        if (random.nextInt(2) == 0) {
            filter.put("tagName", one(random, TAGS));
            if (random.nextBoolean()) {
                filter.put("tagValue", one(random, VALUES));
            }
        }
        List<UUID> roles = world.standings().get(person).values().stream()
                .map(Standing::customRole)
                .filter(role -> role != null)
                .toList();
        if (!roles.isEmpty() && random.nextInt(3) == 0) {
            filter.put("roleID", one(random, roles).toString());
        }
        return filter;
    }

    private static World world(Random random) {
        List<Person> people = List.of(Rows.person("A"), Rows.person("B"), Rows.person("C"));
        Map<Person, Map<Place, Standing>> standings = new HashMap<>();
        people.forEach(person -> standings.put(person, new HashMap<>()));
        List<StackRow> stacks = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Place place = place(random);
            for (Person person : people) {
                standings.get(person).put(place, standing(random, person, place));
            }
            for (int j = random.nextInt(15); j >= 0; j--) {
                stacks.add(stack(random, place, people, "stack" + j));
            }
        }
        return new World(people, standings, stacks);
    }

    private static Place place(Random random) {
        Organization organization = Rows.organization(unique("org"), "Organization");
        String permission = random.nextBoolean() ? "none" : one(random, PERMISSIONS);
        Rows.openToMembers(organization.id(), permission);
        UUID id = organization.id();
        return new Place(
                organization, permission, List.of(Rows.team(id), Rows.team(id)), List.of(Rows.role(id), Rows.role(id)));
    }

    private static Standing standing(Random random, Person person, Place place) {
        UUID organization = place.organization().id();
        String role = one(random, Arrays.asList(null, "member", "member", "member", "admin", "billing-manager"));
        if (role == null) {
            return new Standing(null, null, Set.of());
        }
        Rows.join(person.id(), organization, role);
        UUID customRole = null;
        if (role.equals("member") && random.nextBoolean()) {
            customRole = one(random, place.roles());
            Rows.hold(person.id(), organization, customRole);
        }
        Set<UUID> teams =
                place.teams().stream().filter(team -> random.nextInt(3) == 0).collect(Collectors.toSet());
        teams.forEach(team -> Rows.joinTeam(person.id(), team));
        return new Standing(role, customRole, teams);
    }

    private static StackRow stack(Random random, Place place, List<Person> people, String name) {
        String project = one(random, PROJECTS);
        UUID id = Rows.stack(place.organization().id(), project, name + unique(""));
        Map<String, String> tags = new HashMap<>();
        for (String tag : TAGS) {
            if (random.nextBoolean()) {
                tags.put(tag, one(random, VALUES));
                Rows.tag(id, tag, tags.get(tag));
            }
        }
        Set<Grant> grants = new HashSet<>();
        for (Person person : people) {
            if (random.nextInt(4) == 0) {
                Grant grant = new Grant("user", person.id(), one(random, PERMISSIONS));
                Rows.grantToUser(id, grant.grantee(), grant.permission());
                grants.add(grant);
            }
        }
        for (UUID team : place.teams()) {
            if (random.nextInt(3) == 0) {
                Grant grant = new Grant("team", team, one(random, PERMISSIONS));
                Rows.grantToTeam(id, grant.grantee(), grant.permission());
                grants.add(grant);
            }
        }
        for (UUID role : place.roles()) {
            if (random.nextInt(3) == 0) {
                Grant grant = new Grant("role", role, one(random, PERMISSIONS));
                Rows.grantToRole(id, grant.grantee(), grant.permission());
                grants.add(grant);
            }
        }
        return new StackRow(id, place, project, tags, grants);
    }

    private static <T> T one(Random random, List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
