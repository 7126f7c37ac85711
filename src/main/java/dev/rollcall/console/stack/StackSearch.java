package dev.rollcall.console.stack;

import dev.rollcall.console.QueryValue;
import dev.rollcall.http.ApiException;
import dev.rollcall.stack.StackFilter;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a person looks for on the page of stacks, as they typed it. An empty text stands for everything.
 *
 * @param tag the name of a tag
 * @param value the value of this tag
 */
record StackSearch(String organization, String project, String name, String tag, String value) {

    StackSearch {
        organization = typed(organization);
        project = typed(project);
        name = typed(name);
        tag = typed(tag);
        value = typed(value);
    }

    private static String typed(String sent) {
        return sent == null ? "" : sent.strip();
    }

    /** {@return whether the person looks for anything in particular} */
    public boolean filled() {
        return !query().isEmpty();
    }

    /** @throws ApiException 400 for the value of no tag */
    StackFilter filter() {
        if (tag.isEmpty() && !value.isEmpty()) {
            throw ApiException.badRequest("Type the name of the tag that has this value, too.");
        }
        return new StackFilter(any(organization), any(project), any(tag), any(value), null, any(name));
    }

    private static String any(String typed) {
        return typed.isEmpty() ? null : typed;
    }

    /** {@return the path of a page of this search} The continuation token is null for the first page. */
    String path(String after) {
        String query = Stream.of(query(), after == null ? "" : parameter("after", after))
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining("&"));
        return query.isEmpty() ? StacksPageResource.HERE : StacksPageResource.HERE + "?" + query;
    }

    private String query() {
        return Stream.of(
                        parameter("organization", organization),
                        parameter("project", project),
                        parameter("name", name),
                        parameter("tag", tag),
                        parameter("value", value))
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining("&"));
    }

    private static String parameter(String name, String value) {
        return value.isEmpty() ? "" : name + "=" + QueryValue.urlEncoded(value);
    }
}
