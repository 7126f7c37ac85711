package dev.rollcall.tag;

import dev.rollcall.database.Sql;
import dev.rollcall.database.Sql.SqlArray;
import dev.rollcall.http.ApiException;
import dev.rollcall.stack.ReachedStack;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;

/** Reads and writes the tags of stacks, in the caller's transaction. */
@Singleton
public class StackTags {

    /** The name of the project as the program has it. The path has hyphens in place of characters that URLs need. */
    public static final String PROJECT = "pulumi:project";

    /** More than the CLI sets by itself, and few enough for every response that has them. */
    static final int MOST = 100;

    /** Contract, section 4. */
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_.:-]{1,40}");

    /** At most 256 characters. PostgreSQL stores neither NUL nor half of a surrogate pair. */
    private static final Pattern VALUE = Pattern.compile("[^\\x00\\p{Cs}]{0,256}");

    /** Clients set these. Single ones are not changed on their own. */
    private static final Set<String> BUILT_IN = Set.of(
            PROJECT,
            "pulumi:runtime",
            "pulumi:description",
            "pulumi:template",
            "vcs:owner",
            "vcs:repo",
            "vcs:kind",
            "vcs:root");

    private static final String FAILURE = "The tags could not be written";

    private static final String REMOVE_OTHERS = """
            delete from stack_tag where organization_id = ? and stack_id = ?
                and (name, value) not in (select * from unnest(?::text[], ?::text[]))""";

    private static final String ADD = """
            insert into stack_tag (organization_id, stack_id, name, value)
            select ?, ?, t.name, t.value from unnest(?::text[], ?::text[]) t (name, value)
            on conflict (organization_id, stack_id, name) do nothing""";

    private final Sql sql;

    StackTags(Sql sql) {
        this.sql = sql;
    }

    /** {@return the tags of a stack by name} */
    public Map<String, String> of(UUID stackId) {
        return sql.query(
                "The tags could not be read",
                "select t.name, t.value from stack s join stack_tag t"
                        + " on t.organization_id = s.organization_id and t.stack_id = s.id where s.id = ?",
                (ResultSet row) -> {
                    Map<String, String> tags = new TreeMap<>();
                    while (row.next()) {
                        tags.put(row.getString(1), row.getString(2));
                    }
                    return tags;
                },
                stackId);
    }

    /**
     * Gives a stack these tags and no others. The transaction has {@linkplain dev.rollcall.stack.StackAccess#locked locked} the stack.
     *
     * @return whether a tag changed
     * @throws ApiException 400 if a tag is {@linkplain #check invalid}, or the name of the project would change
     */
    public boolean replace(ReachedStack stack, Map<String, String> tags) {
        check(tags);
        Map<String, String> before = of(stack.id());
        if (before.containsKey(PROJECT) && !before.get(PROJECT).equals(tags.get(PROJECT))) {
            throw ApiException.badRequest("Cannot change project's name");
        }
        if (before.equals(tags)) {
            return false;
        }
        List<String> names = List.copyOf(tags.keySet());
        sql.update(
                FAILURE,
                REMOVE_OTHERS,
                stack.organizationId(),
                stack.id(),
                new SqlArray("text", names),
                new SqlArray("text", names.stream().map(tags::get).toList()));
        add(stack.organizationId(), stack.id(), tags);
        return true;
    }

    /** Says in the tags of a stack, if they have it, that its project has another name. */
    public void renameProject(ReachedStack stack, String project) {
        sql.update(
                FAILURE,
                "update stack_tag set value = ? where organization_id = ? and stack_id = ? and name = ?",
                project,
                stack.organizationId(),
                stack.id(),
                PROJECT);
    }

    /** Adds tags, which are {@linkplain #check valid}. Those that a stack has keep their values. */
    public void add(UUID organizationId, UUID stackId, Map<String, String> tags) {
        List<String> names = List.copyOf(tags.keySet());
        sql.update(
                FAILURE,
                ADD,
                organizationId,
                stackId,
                new SqlArray("text", names),
                new SqlArray("text", names.stream().map(tags::get).toList()));
    }

    /**
     * Checks names, values and number of tags.
     *
     * @throws ApiException 400 with the name of the tag that is invalid
     */
    public static void check(Map<String, String> tags) {
        if (tags.size() > MOST) {
            throw ApiException.badRequest("A stack has at most " + MOST + " tags");
        }
        tags.forEach(StackTags::check);
    }

    /** Checks one tag, as {@link #check(Map)}. */
    public static void check(String name, String value) {
        if (name == null || !NAME.matcher(name).matches()) {
            throw ApiException.badRequest(
                    "Invalid tag name. It has 1 to 40 letters, digits and the characters - _ . :");
        }
        if (value == null || !VALUE.matcher(value).matches()) {
            throw ApiException.badRequest("Invalid value of the tag '" + name + "'. It has at most 256 characters.");
        }
    }

    /** {@return whether clients set this tag by themselves} Only {@link #replace} changes it. */
    public static boolean isBuiltIn(String name) {
        return BUILT_IN.contains(name);
    }
}
