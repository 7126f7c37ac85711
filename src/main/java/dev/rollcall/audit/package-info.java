/** The append-only record of what matters to security. */
package dev.rollcall.audit;
