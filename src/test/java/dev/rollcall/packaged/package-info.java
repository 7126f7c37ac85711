/** Starts the packaged service as an operator does: several replicas, with wrong settings, without a database. */
package dev.rollcall.packaged;
