/** What clients do while their update runs: write states and events, renew the lease, complete. Their update tokens. */
package dev.rollcall.lease;
