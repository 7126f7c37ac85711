/**
 * Connections to PostgreSQL, single SQL statements in plain JDBC, migrations, and outages. The only package that opens
 * connections.
 */
package dev.rollcall.database;
