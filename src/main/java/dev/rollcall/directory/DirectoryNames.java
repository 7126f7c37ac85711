package dev.rollcall.directory;

import dev.rollcall.http.ApiException;
import dev.rollcall.stack.StackAccess;

/** What projects and stacks can be called. */
final class DirectoryNames {

    private DirectoryNames() {}

    /**
     * Checks a name that a project or a stack gets.
     *
     * @param field what it is the name of, for the message
     * @throws ApiException 400 unless it is {@linkplain StackAccess#isName one}
     */
    static String check(String field, String name) {
        if (!StackAccess.isName(name)) {
            throw ApiException.badRequest(field
                    + " must be 1 to 100 letters, digits, hyphens, underscores and dots, and not only one or two dots");
        }
        return name;
    }

    static ApiException taken(String organization, String project, String name) {
        // The CLI recognises the conflict by the last two words.
        return ApiException.conflict("Stack '" + organization + "/" + project + "/" + name + "' already exists");
    }
}
