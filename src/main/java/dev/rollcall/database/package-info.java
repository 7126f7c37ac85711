/** Connections to PostgreSQL, single SQL statements in plain JDBC, and outages. Only {@code migration} has connections of its own. */
package dev.rollcall.database;
