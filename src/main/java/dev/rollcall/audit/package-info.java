/** The append-only record of events that matter to security. */
package dev.rollcall.audit;
