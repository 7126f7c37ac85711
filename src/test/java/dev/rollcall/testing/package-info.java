/** What tests share: a real PostgreSQL, and rows in it. */
package dev.rollcall.testing;
