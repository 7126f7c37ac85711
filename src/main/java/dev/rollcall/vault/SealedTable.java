package dev.rollcall.vault;

import java.util.List;

/**
 * A table with encrypted columns, all of a row under the key that its {@code key_id} names. A package that has such a
 * table produces one of these as a bean; {@link KeyRing} and {@link Reencryption} then look after its keys.
 *
 * @param name the table's
 * @param id the UUID column that names a row
 * @param columns the encrypted columns ({@code bytea}), which may be null
 */
public record SealedTable(String name, String id, List<Column> columns) {

    /**
     * An encrypted column.
     *
     * @param context an SQL array of text over the row {@code t}: what the column's values are encrypted for
     */
    public record Column(String name, String context) {}

    /** How many rows there are under keys other than {@code :known}. */
    String unknownKeys() {
        return "select key_id, count(*) as number from " + name
                + " where key_id <> all(:known) group by key_id order by key_id";
    }

    /** The next rows under a key, locked, with each column's value and context. */
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

    /** Writes a row's columns again, under another key. */
    String update() {
        StringBuilder sql = new StringBuilder("update " + name + " set key_id = :key");
        columns.forEach(
                column -> sql.append(", ").append(column.name()).append(" = :").append(column.name()));
        return sql + " where " + id + " = :id";
    }
}
