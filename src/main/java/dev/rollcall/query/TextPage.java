package dev.rollcall.query;

import dev.rollcall.http.ApiException;
import dev.rollcall.query.ContinuationToken.TextKey;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A page of a list that is ordered by a text.
 *
 * @param next the continuation token of the next page; null on the last page
 */
public record TextPage<E>(List<E> entries, String next) {

    /** Reads entries from the database. */
    public interface Entries<E> {

        /** {@return at most this number of entries, in order} They are those after a key, or the first ones without one. */
        List<E> after(Optional<TextKey> last, int most);
    }

    /**
     * Reads a page.
     *
     * @param question the list and its filters, as text: other filters, other text
     * @param size the maximum number of entries, below the maximum of an int
     * @param after the continuation token of the previous page, or null for the first page
     * @param key the key of an entry in the list's order
     * @throws ApiException 400 if {@code after} was not issued for this question
     */
    public static <E> TextPage<E> read(
            String question, int size, String after, Entries<E> entries, Function<E, TextKey> key) {
        Optional<TextKey> last = Optional.ofNullable(after)
                .map(token -> ContinuationToken.readText(token, question)
                        .orElseThrow(() -> ApiException.badRequest("Invalid continuationToken or maxResults value.")));
        // One more than the page has, to find out whether there is a next page.
        List<E> found = entries.after(last, size + 1);
        List<E> page = found.subList(0, Math.min(found.size(), size));
        return new TextPage<>(
                page,
                found.size() > page.size()
                        ? ContinuationToken.after(question, key.apply(page.get(page.size() - 1)))
                        : null);
    }
}
