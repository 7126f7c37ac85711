/** Who calls: credentials, the statement that resolves them, and the mechanisms that carry them. */
package dev.rollcall.security;
