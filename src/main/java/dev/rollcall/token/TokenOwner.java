package dev.rollcall.token;

/**
 * The owner of the tokens in a list. The texts are SQL in which {@code t} is a row of access_token. Each condition has
 * one parameter, the owner's id, and an index on it and the token's id.
 */
public enum TokenOwner {
    /** Personal tokens have no name. Their description stands for it. */
    PERSON("t.user_id = ? and t.kind = 'personal'", "t.user_id", "t.description", "t.description"),
    ORGANIZATION("t.organization_id = ? and t.kind = 'organization'"),
    TEAM("t.team_id = ?");

    final String condition;

    /** The id of the account that created the token; the organization's service account if nobody knows. */
    final String creator;

    /** The text that is searched. */
    final String searched;

    final String name;

    TokenOwner(String condition, String creator, String searched, String name) {
        this.condition = condition;
        this.creator = creator;
        this.searched = searched;
        this.name = name;
    }

    TokenOwner(String condition) {
        this(
                condition,
                "coalesce(t.created_by, t.user_id)",
                // No name and no description contains a line break.
                "concat_ws(chr(10), t.name, t.description)",
                "t.name");
    }
}
