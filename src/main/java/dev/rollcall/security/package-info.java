/** Finds the caller of a request: credentials, the SQL statement that looks them up, and limits per client. */
package dev.rollcall.security;
