package dev.rollcall.vault;

import java.util.List;

/**
 * A table with encrypted columns. The column {@code key_id} names the key of a row. A package with such a table
 * produces a bean of this type. {@link KeyRing} then checks its keys, and {@link Reencryption} replaces old ones.
 *
 * @param name the name of the table
 * @param id the primary key, a UUID column
 * @param columns the encrypted columns, of type {@code bytea}; their values may be null
 */
public record SealedTable(String name, String id, List<Column> columns) {

    /**
     * An encrypted column.
     *
     * @param context the context of {@link EncryptionKey#encrypt}, as an SQL expression of type {@code text[]} over the
     *     row {@code t}
     */
    public record Column(String name, String context) {}

    /** SQL that counts the rows under each key that is not in {@code :known}. */
    String unknownKeys() {
        return "select key_id, count(*) as number from " + name
                + " where key_id <> all(:known) group by key_id order by key_id";
    }

    /** SQL that locks and reads the next rows under {@code :old}, with each column's value and context. */
    String next() {
        StringBuilder sql = new StringBuilder("select t." + id + " as id");
        for (Column column : columns) {
            sql.append(", t.").append(column.name());
            sql.append(", (").append(column.context()).append(") as ").append(contextOf(column));
        }
        return sql + " from " + name + " t where t.key_id = :old and t." + id + " > :after order by t." + id
                + " limit :batch for update of t skip locked";
    }

    static String contextOf(Column column) {
        return column.name() + "_context";
    }

    /** SQL that replaces the encrypted columns and the key of a row. */
    String update() {
        StringBuilder sql = new StringBuilder("update " + name + " set key_id = :key");
        columns.forEach(
                column -> sql.append(", ").append(column.name()).append(" = :").append(column.name()));
        return sql + " where " + id + " = :id";
    }
}
