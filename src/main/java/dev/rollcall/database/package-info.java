/** Runs single SQL statements in plain JDBC. The only package that opens connections. */
package dev.rollcall.database;
