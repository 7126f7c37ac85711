/**
 * What {@code quarkus:dev} adds: an embedded PostgreSQL and sample data. The build deletes this package's classes before
 * it packages anything.
 */
package dev.rollcall.development;
