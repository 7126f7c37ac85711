/** Keeps profiles as the providers have them: on demand and on schedule, by leases that all replicas share. */
package dev.rollcall.reconciliation;
