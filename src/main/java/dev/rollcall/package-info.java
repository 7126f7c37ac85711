/** Rollcall, the open, self-hosted Users service for Pulumi. */
package dev.rollcall;
