/** What tests share: a real PostgreSQL, rows in it, and servers in place of issuers and identity providers. */
package dev.rollcall.testing;
