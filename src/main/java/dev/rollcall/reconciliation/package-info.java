/** Syncs profiles from identity providers, on demand and on schedule. Replicas share the work through leases. */
package dev.rollcall.reconciliation;
